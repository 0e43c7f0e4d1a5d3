"""A project's report as a page, a PDF and tables."""
