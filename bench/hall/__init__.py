"""What one server carries: a full hall, its intents, and what goes wrong in it, each figure beside the promise."""
