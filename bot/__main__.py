"""`python -m bot` is `askplan`."""

from bot.cli import main

main()
