"""``leidraad backup`` and ``leidraad restore``."""

import argparse
import sys
from pathlib import Path

from engine.commands.arguments import Commands, existing
from engine.commands.opened import opened
from engine.settings import Settings
from engine.store import archive
from engine.store.database import Database


def add(commands: Commands) -> None:
    """Add the subcommands."""
    backup = commands.add_parser("backup", help="write the whole database to a new file")
    backup.add_argument("file", type=Path, metavar="FILE")
    backup.set_defaults(do=_backup)

    restore = commands.add_parser("restore", help="fill an empty database from such a file")
    restore.add_argument("file", type=existing, metavar="FILE")
    restore.set_defaults(do=_restore)


def _backup(options: argparse.Namespace) -> int:
    database = Database(Settings.from_environment().database_url)
    try:
        counts = archive.backup(database, options.file, on_table=_tell)
    finally:
        database.close()
    print(f"{sum(counts.values())} rows: {options.file}")
    return 0


def _restore(options: argparse.Namespace) -> int:
    with opened() as leidraad:
        counts = archive.restore(leidraad.database, options.file, on_table=_tell)
    print(f"{sum(counts.values())} rows: {options.file}")
    return 0


def _tell(table: str) -> None:
    print(f"  {table}", file=sys.stderr)
