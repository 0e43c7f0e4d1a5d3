"""What `make bench` runs: measurements of this machine, printed with their units."""
