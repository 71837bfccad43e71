"""Histories of real processes in trouble, held to the rules that simulated ones are held to (`tests/chaos`)."""
