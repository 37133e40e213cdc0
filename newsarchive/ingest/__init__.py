"""Files in: discovered, unpacked, extracted, and committed to the store in batches."""
