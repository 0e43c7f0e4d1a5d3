"""Use cases: a live room is the only writer of its log, everything else asks it."""
