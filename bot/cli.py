"""The command `askplan`: a table of subcommands, each imported only when it is called.

A mistake of the user's ends in one line on standard error and exit status 2; never in a traceback.
"""

import importlib
import sys
from typing import Any

import click

from knowledge.errors import KnowledgeError

# name -> module in bot.commands; each module holds a click command called `command`.
COMMANDS = {
    "ask": "ask",
    "chat": "chat",
    "extract": "extract",
    "run": "run",
    "check": "check",
    "new": "new",
    "import": "import_",
    "undo": "undo",
    "export": "export",
    "remind": "remind",
    "eval": "eval",
    "bench": "bench",
    "backup": "backup",
    "restore": "restore",
}


class LazyCommands(click.Group):
    """A group whose commands are imported when they are asked for: `--help` stays fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All command names, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported now; None where there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        found: click.Command = importlib.import_module(f"bot.commands.{COMMANDS[cmd_name]}").command
        return found


@click.group(cls=LazyCommands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="askplan", prog_name="askplan")
def cli() -> None:
    """问方案 askplan: ask government action plans who leads, by when, how much - with the source."""


def main(args: list[str] | None = None) -> None:
    """Run the command line and exit; the only place where exceptions become exit statuses."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure: Any = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors="replace")
    try:
        status = cli.main(args=args, prog_name="askplan", standalone_mode=False)
    except click.exceptions.Abort:
        status = 130
    except click.ClickException as mistake:
        click.echo(f"askplan: {mistake.format_message()}", err=True)
        status = 2
    except KnowledgeError as mistake:
        click.echo(str(mistake), err=True)
        status = 2
    except BrokenPipeError:
        sys.stderr.close()
        status = 1
    sys.exit(status if isinstance(status, int) else 0)


if __name__ == "__main__":
    main()
