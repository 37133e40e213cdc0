"""Files of the user: where they are, who may read them, and how they are replaced whole."""
