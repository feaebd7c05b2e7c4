"""Coding on many machines: files in, Parquet partitions out, and from these into the store."""
