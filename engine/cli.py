"""The ``leidraad`` command.

It ends with 0 when all is well, 1 when something was found or went wrong, and 2 when it
was called wrongly.
"""

import argparse
import os
import sys
from collections.abc import Sequence

from engine.commands import checking, copies, facts, register, serving, setting_up
from engine.errors import ConfigurationError, EngineError, InvalidDefinitionError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; gives its exit code."""
    options = _parser().parse_args(arguments)
    try:
        code: int = options.do(options)
        sys.stdout.flush()
    except InvalidDefinitionError as error:
        checking.print_findings(error.findings, options.language)
        return 1
    except EngineError as error:
        print(error.text.in_language(options.language), file=sys.stderr)
        return 2 if isinstance(error, ConfigurationError) else 1
    except BrokenPipeError:
        # Who reads has enough; nothing more is written when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        print(f"{error.filename or ''}: {error.strerror}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return code


def _parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(
        prog="leidraad",
        description="Runs the trajectories of the integration agencies.",
        epilog="Ends with 0 when all is well, 1 when something was found or went wrong, "
        "2 when it was called wrongly.",
    )
    top.add_argument("--language", choices=("nl", "en"), default="nl", help="of messages")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for group in (checking, facts, register, setting_up, serving, copies):
        group.add(commands)
    return top


if __name__ == "__main__":
    sys.exit(main())
