"""A corpus in the formats that the users' own tools read, one module a format."""
