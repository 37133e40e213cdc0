"""The names of modules by which readers from other packages, and programs, know them.

`newsarchive.article` and `newsarchive.errors` are found here: see `newsarchive.__path__`.
"""
