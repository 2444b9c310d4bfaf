"""Published versions in memory: read and compiled once, shared, never changed."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

from engine.definitions.bundle import Bundle
from engine.definitions.definition import Definition, LawTables
from engine.definitions.load import load, load_law
from engine.errors import NotFoundError
from engine.runtime import Compiled, compile_definition
from engine.store import Connection, definitions
from engine.text import Text

#: Versions kept in memory; an older one is read again when a case needs it.
_KEPT = 128


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A published version of a trajectory, ready to run."""

    definition: Definition
    compiled: Compiled


class Published:
    """The versions in use, by id; a version never changes, so nothing is ever stale."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        #: What is in force, asked once in each transaction.
        self._in_force: WeakKeyDictionary[Connection, dict[str, Any]] = WeakKeyDictionary()

    def version(self, connection: Connection, definition_id: int) -> Version:
        """Give a version of a trajectory.

        Raises:
            NotFoundError: There is no such version.
        """

        def read() -> Version:
            definition = self.definition(connection, definition_id)
            return Version(definition=definition, compiled=compile_definition(definition))

        found: Version = self.once(("version", definition_id), read)
        return found

    def definition(self, connection: Connection, definition_id: int) -> Definition:
        """Give a version as read with the law in force, also one that does not run.

        Raises:
            NotFoundError: There is no such version.
        """
        name, law = self.law(connection)

        def read() -> Definition:
            contents = definitions.files(connection, definition_id)
            if not contents:
                raise NotFoundError(
                    Text("Deze versie bestaat niet.", "There is no such version.")
                )
            return load(Bundle(contents), law=law)

        found: Definition = self.once(("definition", definition_id, name), read)
        return found

    def live(self, connection: Connection, trajectory: str) -> Version:
        """Give the version that new cases of a trajectory start on.

        Raises:
            NotFoundError: The trajectory has no live version.
        """
        definition_id = self._ask(
            connection, trajectory, lambda: definitions.live(connection, trajectory)
        )
        if definition_id is None:
            raise NotFoundError(
                Text(
                    f"Er is geen gepubliceerde versie van ‘{trajectory}’.",
                    f"There is no live version of ‘{trajectory}’.",
                )
            )
        return self.version(connection, definition_id)

    def law(self, connection: Connection) -> tuple[str, LawTables]:
        """Give the law tables in force, with the name of their version."""
        latest = self._latest_law(connection)
        if latest is None:
            return "", load_law(Bundle({}))
        law_version_id, digest = latest
        return f"{law_version_id}:{digest[:12]}", self.law_of(connection, law_version_id)

    def law_version(self, connection: Connection) -> int | None:
        """Give the id of the law tables in force; None before any were published."""
        latest = self._latest_law(connection)
        return None if latest is None else latest[0]

    def law_of(self, connection: Connection, law_version_id: int) -> LawTables:
        """Give the law tables of a version, in force or not."""

        def read() -> LawTables:
            return load_law(Bundle(definitions.law_files(connection, law_version_id)))

        found: LawTables = self.once(("law", law_version_id), read)
        return found

    def _latest_law(self, connection: Connection) -> tuple[int, str] | None:
        found: tuple[int, str] | None = self._ask(
            connection, "", lambda: definitions.latest_law(connection)
        )
        return found

    def _ask(self, connection: Connection, name: str, ask: Callable[[], Any]) -> Any:
        with self._lock:
            answers = self._in_force.setdefault(connection, {})
        if name not in answers:
            answers[name] = ask()
        return answers[name]

    def once(self, key: Hashable, read: Callable[[], Any]) -> Any:
        """Give what was made under this key before, else make it and keep it."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = read()
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return made
