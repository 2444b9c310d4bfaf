"""Finds the lines of tables and keys in a TOML file; ``tomllib`` does not tell them."""

import re

_TABLE = re.compile(r"\s*\[\[\s*([A-Za-z0-9_.\s-]+?)\s*\]\]")
_PLAIN = re.compile(r"\s*\[\s*([A-Za-z0-9_-]+)\s*\]\s*(?:#.*)?")
_KEY = re.compile(r"\s*([A-Za-z0-9_-]+)\s*(?:\.[^=]*)?=")
_DELIMITER = re.compile(r'"""|\'\'\'')


class TomlLines:
    """The lines of the tables of a file, and of the keys inside each.

    A plain ``[name]`` is the only one of its name.
    """

    def __init__(self, text: str) -> None:
        self._tables: dict[str, list[int]] = {}
        self._keys: dict[tuple[str, int, str], int] = {}
        self._inner: dict[tuple[str, int, str], list[int]] = {}
        table, inside = "", ""
        for number, line in enumerate(text.split("\n"), start=1):
            if not inside:
                table = self._note(table, line, number)
            inside = _after(line, inside)

    def table(self, name: str, index: int) -> int | None:
        """Give the line of a ``[[name]]``; tables count from 0, lines from 1."""
        lines = self._tables.get(name, [])
        return lines[index] if index < len(lines) else None

    def key(self, name: str, index: int, key: str) -> int | None:
        """Give the line of a key in a table, or of the table when it has no such key."""
        return self._keys.get((name, index, key)) or self.table(name, index)

    def inner(self, name: str, index: int, inner: str, position: int) -> int | None:
        """Give the line of the ``position``-th ``[[name.inner]]`` of a table."""
        lines = self._inner.get((name, index, inner), [])
        return lines[position] if position < len(lines) else self.key(name, index, inner)

    def inner_key(
        self, name: str, index: int, inner: str, position: int, key: str
    ) -> int | None:
        """Give the line of a key of an inner table, or of that table."""
        line = self.inner(name, index, inner, position)
        whole = f"{name}.{inner}"
        if line in self._tables.get(whole, []):
            return self._keys.get((whole, self._tables[whole].index(line), key), line)
        return line

    def _note(self, table: str, line: str, number: int) -> str:
        opened = _TABLE.match(line)
        if opened:
            table = opened[1]
            self._tables.setdefault(table, []).append(number)
            outer, _, last = table.rpartition(".")
            index = len(self._tables.get(outer, ())) - 1
            self._inner.setdefault((outer, index, last), []).append(number)
        elif plain := _PLAIN.fullmatch(line):
            table = plain[1]
            self._tables.setdefault(table, []).append(number)
        elif line.lstrip().startswith("["):
            table = ""
        elif key := _KEY.match(line):
            index = len(self._tables.get(table, ())) - 1
            self._keys.setdefault((table, index, key[1]), number)
        return table


def _after(line: str, inside: str) -> str:
    """Give the delimiter of the multi-line string that is open after a line."""
    for found in _DELIMITER.findall(line):
        if not inside:
            inside = found
        elif found == inside:
            inside = ""
    return inside
