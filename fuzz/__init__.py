"""Fuzzing: inputs that nobody would write, led by what code they reach. See `fuzz.__main__`."""
