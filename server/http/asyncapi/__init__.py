"""The AsyncAPI document: what sockets and webhooks carry, made of the types that the server encodes."""
