"""What the bot remembers across restarts: chats with their reminder settings, and what was sent.

`records` is plain data. `database` opens the store and is the only way in; it imports SQLAlchemy, so
import it only where a database is about to be opened.
"""
