"""What must hold of a history, whatever was done and whatever went wrong: each rule gives the sentences that accuse.

They are written from what people are promised, and know the wire and the events of the log by their names only.
"""
