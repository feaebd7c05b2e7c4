"""A folder watched: what arrives is coded, what matters is told."""
