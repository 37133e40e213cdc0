"""Whole archives in and out: backup, restore, export, import, repair."""
