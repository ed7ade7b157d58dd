"""askplan's front end: command line and Telegram bot. Every effect lives here."""

import os

# The Telegram library is asked for times as timedelta, its future default; otherwise every 429
# comes with a deprecation warning. It reads this when the first of them is built.
os.environ.setdefault("PTB_TIMEDELTA", "true")
