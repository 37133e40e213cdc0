"""Words, and the graphemes that a terminal draws."""
