"""Synthetic presenters and investors, who use the public interfaces only, as a person would."""
