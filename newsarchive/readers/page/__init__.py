"""What a web page says of its article: title, days, people and text, each a module of its own."""
