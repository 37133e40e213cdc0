"""What a word is, and what a terminal draws as one character."""
