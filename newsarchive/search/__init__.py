"""Results of a query: their order, counts, timelines and explanations."""
