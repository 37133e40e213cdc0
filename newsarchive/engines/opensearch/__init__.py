"""The engine for an archive that one machine is too small for: an index on an OpenSearch cluster.

The store stays the truth; the cluster's index follows it, and can be made anew from it. docs/cluster.md
"""
