"""askplan's library: documents in, sourced answers out. It knows no chat, network or database."""
