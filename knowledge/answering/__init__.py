"""A question into an answer with its source, or into an honest refusal."""
