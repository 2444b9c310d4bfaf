"""The page about feeds names the columns that are read, each with its type."""

import re
from pathlib import Path

from engine.definitions.bundle import read_folder
from engine.definitions.load import load
from engine.definitions.trajectory import FILE
from engine.operations.register_lines import LINE_COLUMNS, PERSON_COLUMNS

ROOT = Path(__file__).parents[3]
_ROW = re.compile(r"^\| `(\w+)` \| ([\w ]+) \|", re.MULTILINE)


def test_every_column_of_a_feed_is_documented() -> None:
    page = (ROOT / "docs" / "howto" / "import-a-register.md").read_text()
    columns = dict.fromkeys((*PERSON_COLUMNS, *LINE_COLUMNS), "string")
    columns["reported_on"] = "date"
    for trajectory in (ROOT / "workflows").glob(f"*/{FILE}"):
        for fact in load(read_folder(trajectory.parent)).writers:
            if fact.origin == "start":
                columns[fact.name] = fact.type

    assert dict(_ROW.findall(page)) == columns
