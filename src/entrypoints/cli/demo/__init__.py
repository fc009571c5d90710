"""A small believable desk to look around in."""
