"""What the service costs beside the bare limit: `make bench` (DESIGN.md 8)."""
