"""Proof that nothing acknowledged is lost, doubled, altered or reordered while kills, power cuts and faults go on.

Workers and watchers use public interfaces alone and write down what they sent and saw; what a server left behind is
read from its files. `clauses.py` holds the one against the other. `make soak` runs it; docs/benchmarks.md has results.
"""
