"""The warehouse's files: Parquet by table and month, written from what is stored, swapped as one whole.

`manifest` finds what stands, `refresh` writes it anew where something changed. A program that reads it needs
neither: `current/TABLE/*.parquet` is always one whole state.
"""
