"""Bytes as they come, before anybody knows what they say."""
