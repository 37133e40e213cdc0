"""Care for what is archived: corrections, audits, comparisons of versions."""
