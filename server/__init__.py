"""The control plane: people, programme, questions, intents and leads over one event log."""
