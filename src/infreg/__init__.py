"""infreg: a national infection register."""
