"""Worker processes: who starts them, gives them tasks, and replaces those that die.

This room must not know what the tasks do. Nothing is imported here, so that a command that only
counts processors loads nothing else.
"""
