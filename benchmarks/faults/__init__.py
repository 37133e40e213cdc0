"""Faults, made on purpose: does an archive keep its word when it is abused?

    python -m benchmarks.faults [SHARED] [--kills N] [--flips N] [--seed S] [--only KIND]

Kills processes and asks them to end, puts odd things in the place of files, fills disks, crowds an
archive, flips bytes; counts, and prints a table. The exit status is 1 if a promise was broken.
`tests/crash` runs a short form of it.
"""
