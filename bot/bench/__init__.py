"""How fast, how large, and against what else: measured on knowledge that is made up for it."""
