"""What no client of ours sends: frames, messages and offers that are wrong, and what must come of each."""
