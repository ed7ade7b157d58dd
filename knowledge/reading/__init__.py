"""Files into documents: decoded, cleaned, with their structure and the way back to the raw text."""
