"""Kinds of arguments; what is none ends the command with 2."""

import argparse
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TypeAlias

#: Where a module adds its subcommands.
Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001

_HIGHEST_PORT = 65535


def existing(text: str) -> Path:
    """Read the path of a file or folder that is there."""
    path = Path(text)
    if not path.exists():
        message = f"{text}: bestaat niet / does not exist"
        raise argparse.ArgumentTypeError(message)
    return path


def existing_folder(text: str) -> Path:
    """Read the path of a folder that is there."""
    path = existing(text)
    if not path.is_dir():
        message = f"{text}: geen map / no folder"
        raise argparse.ArgumentTypeError(message)
    return path


def feed(text: str) -> Path:
    """Read the path of a register feed, which its ending tells."""
    path = existing(text)
    if path.suffix.lower() not in (".csv", ".jsonl", ".ndjson"):
        message = f"{text}: .csv, .jsonl"
        raise argparse.ArgumentTypeError(message)
    return path


def port(text: str) -> int:
    """Read the number of a port."""
    return _whole(text, 1, _HIGHEST_PORT)


def between(lowest: int, highest: int) -> Callable[[str], int]:
    """Give the reader of a whole number between two others."""
    return lambda text: _whole(text, lowest, highest)


def _whole(text: str, lowest: int, highest: int) -> int:
    try:
        number = int(text)
    except ValueError:
        number = lowest - 1
    if not lowest <= number <= highest:
        message = f"{text}: {lowest} - {highest}"
        raise argparse.ArgumentTypeError(message)
    return number


def day(text: str) -> date:
    """Read a date such as 2026-01-31."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        message = f"{text}: 2026-01-31"
        raise argparse.ArgumentTypeError(message) from None
