"""Fuzzing: inputs that nobody would write, led by what code they reach. See `__main__.py`."""
