"""Many nodes share the rooms: each room has one owner, every other node that needs it keeps a mirror and asks the owner.

Nothing here is needed by a single process, which owns every room. The log's epochs decide who may write; all that is
said between nodes only saves them from finding that out too often.
"""
