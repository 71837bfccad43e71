"""The packet plane as Python sees it."""
