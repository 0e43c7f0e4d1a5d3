"""Pictures of every page, of a real server with a full evening in it."""
