"""Roles, purposes and actors: who may do what, and why. No I/O."""
