"""JSON as archives of news have it: streamed values, envelopes, JSON-LD."""
