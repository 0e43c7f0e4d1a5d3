"""What `make bench-media` runs: a worker under the load of a roadshow, beside Janus under the same load."""
