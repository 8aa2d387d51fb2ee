"""Rooms of knowledge, one a register. They do no I/O and do not know each other."""
