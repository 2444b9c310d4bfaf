"""What changed between two versions of a trajectory: files, elements and lines."""

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from engine.definitions.definition import Definition
from engine.definitions.diagram_difference import ElementChange, diagram_difference

#: Files of more lines are not compared line by line.
MAX_LINES = 10_000
_CONTEXT = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class DiffLine:
    """A line that was added, removed, or stands beside one."""

    kind: Literal["added", "removed", "same", "gap"]
    #: Number in the old and the new file, counted from 1; None where it is not.
    before: int | None = None
    after: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileChange:
    """A file that is new, gone, or different."""

    file: str
    kind: Literal["added", "removed", "changed"]
    #: Of a diagram: its elements that differ; empty when only the writing differs.
    elements: tuple[ElementChange, ...]
    lines: tuple[DiffLine, ...]
    #: Whether the files were too long for ``lines``.
    is_too_long: bool

    @property
    def is_diagram(self) -> bool:
        """Whether its elements were compared."""
        return self.file.endswith((".bpmn", ".xml"))


def difference(before: Definition, after: Definition) -> tuple[FileChange, ...]:
    """Compare two versions of a trajectory, file by file in order of name."""
    return tuple(
        _file_change(name, before, after)
        for name in sorted({**before.files.files, **after.files.files})
        if before.files.files.get(name) != after.files.files.get(name)
    )


def _file_change(name: str, before: Definition, after: Definition) -> FileChange:
    old, new = _text(before.files.files, name), _text(after.files.files, name)
    kind: Literal["added", "removed", "changed"] = "changed"
    if name not in before.files.files:
        kind = "added"
    elif name not in after.files.files:
        kind = "removed"
    is_too_long = max(len(old), len(new)) > MAX_LINES
    return FileChange(
        file=name,
        kind=kind,
        elements=diagram_difference(before.diagrams.get(name), after.diagrams.get(name)),
        lines=() if is_too_long else tuple(line_difference(old, new)),
        is_too_long=is_too_long,
    )


def _text(files: Mapping[str, bytes], name: str) -> list[str]:
    return files.get(name, b"").decode("utf-8", "replace").splitlines()


def line_difference(old: list[str], new: list[str]) -> Iterator[DiffLine]:
    """Give the lines that differ with three lines around them."""
    matcher = difflib.SequenceMatcher(None, old, new)
    for number, group in enumerate(matcher.get_grouped_opcodes(_CONTEXT)):
        if number:
            yield DiffLine(kind="gap")
        for operation, old_from, old_to, new_from, new_to in group:
            if operation == "equal":
                for offset, text in enumerate(old[old_from:old_to]):
                    yield DiffLine(
                        kind="same",
                        before=old_from + offset + 1,
                        after=new_from + offset + 1,
                        text=text,
                    )
                continue
            for offset, text in enumerate(old[old_from:old_to]):
                yield DiffLine(kind="removed", before=old_from + offset + 1, text=text)
            for offset, text in enumerate(new[new_from:new_to]):
                yield DiffLine(kind="added", after=new_from + offset + 1, text=text)
