"""One room a file format: bytes into blocks of text with their place."""
