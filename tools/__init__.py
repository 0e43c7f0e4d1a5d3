"""What keeps the house in order: checks that `make check` runs, and what fetches the vendored files."""
