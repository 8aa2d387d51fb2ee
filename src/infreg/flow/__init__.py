"""Where the stages meet: each journey reads from top to bottom in one place."""
