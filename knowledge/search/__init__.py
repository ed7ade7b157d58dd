"""Text into hits: inverted index, similarity, classifier, ranking, calibration."""
