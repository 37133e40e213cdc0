"""The version of the package, for whoever must not import the public library."""

__version__ = "0.1.0"
