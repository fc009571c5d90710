"""The least that Python can do for the four requests: no framework, SQL by hand, the same answers and rows."""
