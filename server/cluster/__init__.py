"""What nodes share besides the database, on Redis: the bus between them, and the registry of who lives and owns what."""
