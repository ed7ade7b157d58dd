"""Labelled questions -> how often the answers are right, and whether the confidence is honest."""
