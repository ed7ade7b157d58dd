"""A folder of files into a corpus; the only floor of the library that opens files."""
