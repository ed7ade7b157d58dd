"""The deadlines as a picture for a phone: what is shown, where it goes, and the drawing of it."""
