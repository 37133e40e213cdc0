"""The header of a plain text: title, date and byline from its first lines."""
