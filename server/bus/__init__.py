"""How processes tell one another what they may lose."""
