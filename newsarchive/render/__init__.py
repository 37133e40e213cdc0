"""Hits and articles → a stream. Knows no store, no engine and no command line.

*What* is shown of an article is decided in `record` and `facts`, *how* in `structured`, `plain`
and `terminal`. Text from articles is hostile: all of it goes through `safe` first.
"""
