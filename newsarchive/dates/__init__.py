"""Days, ranges of days, and the ways in which people write them."""
