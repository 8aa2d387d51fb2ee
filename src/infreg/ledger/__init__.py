"""A log that shows when it was changed: hashes, signed checkpoints, and the proof of both. No I/O."""
