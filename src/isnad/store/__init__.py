"""The database of a corpus."""
