"""The nouns of the package: articles, errors, small values. It knows no other room."""
