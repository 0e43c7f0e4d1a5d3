"""A dress rehearsal: a synthetic audience on a running server, over public interfaces only."""
