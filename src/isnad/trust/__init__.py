"""What lets a user believe a result: the database checked against itself, and runs that can be proved again."""
