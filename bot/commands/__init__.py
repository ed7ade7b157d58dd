"""The subcommands of `askplan`, one module each, imported only when called."""
