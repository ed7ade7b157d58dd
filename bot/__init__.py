"""askplan's front end: command line and Telegram bot. Every effect lives here."""
