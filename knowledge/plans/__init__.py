"""Documents and tables into who, by when and how much."""
