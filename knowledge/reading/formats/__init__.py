"""One room a format: bytes of a file in, `Extract` out."""
