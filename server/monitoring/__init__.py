"""What operators of the machines see: numbers for Prometheus, and whether this node may be given work."""
