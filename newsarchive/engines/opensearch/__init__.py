"""The engine for an archive that one machine is too small for: an index on an OpenSearch cluster.

The store stays the truth; the index of the cluster follows it, and can be made anew from it.
docs/cluster.md has it for people.
"""
