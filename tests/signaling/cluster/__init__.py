"""Several nodes in one process: they share a log, a registry and a bus, and each can be cut off from them."""
