"""``trajectory.toml``: what a trajectory is called, who owns it, which roles it has.

::

    id = "civic_orientation"
    title = {nl = "...", en = "..."}
    owner = "all"                     # or the id of one agency
    process = "civic_orientation"     # id of the process that a new case starts
    no_movement_working_days = 20
    purpose = {nl = "...", en = "..."}
    retention = {to_be_confirmed = true, note = "..."}

    [roles]                           # lane id = role; a lane that is not here is a role
    lane_intake = "intake_desk"
    counsellor = {title = {nl = "...", en = "..."}}

    [[source]]
    id = "S6"
    title = "..."
    address = "..."

    [messages.vdab_registered]
    title = {nl = "...", en = "..."}
    [messages.vdab_registered.fields]
    registered_on = "date"            # or {type = "date", sensitivity = "sensitive", ...}
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.definitions.facts import NO_TEXT, Fact, read_declaration
from engine.definitions.toml_file import TomlFile
from engine.errors import Finding
from engine.text import Text

FILE = "trajectory.toml"
RULE = "trajectory-field"
_KEYS = frozenset(
    {"id", "title", "owner", "process", "roles", "source", "purpose", "retention"}
    | {"no_movement_working_days", "messages"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where something that the trajectory says can be read."""

    id: str
    title: str
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """How long a finished case is kept."""

    to_be_confirmed: bool
    #: ISO 8601, for example P10Y; empty while it is to be confirmed.
    period: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredMessage:
    """A message from outside, with the facts that it brings."""

    name: str
    title: Text
    fields: Mapping[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trajectory:
    """The settings of a trajectory."""

    id: str
    title: Text
    #: "all", or the id of the agency that the trajectory belongs to.
    owner: str = "all"
    #: Id of the main process; empty: the only executable one.
    process: str = ""
    #: Role by lane id; a lane that is not here has the role of its own id.
    roles: Mapping[str, str] = field(default_factory=dict)
    role_titles: Mapping[str, Text] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)
    purpose: Text = NO_TEXT
    retention: Retention = field(default_factory=lambda: Retention(to_be_confirmed=True))
    #: Working days after which a case without movement is shown to the supervisor.
    no_movement_working_days: int = 20
    messages: Mapping[str, DeclaredMessage] = field(default_factory=dict)

    def role_of(self, lane: str) -> str:
        """Give the role that a lane stands for."""
        return self.roles.get(lane, lane)


def read_trajectory(raw: bytes, *, file: str) -> tuple[Trajectory, list[Finding]]:
    """Read the settings; what is wrong is told in the findings (rule trajectory-field).

    Raises:
        InvalidDefinitionError: The file is no TOML.
    """
    toml = TomlFile(raw, file=file, rule=RULE)
    toml.unknown(toml.values, _KEYS)
    identifier = toml.string(toml.values, "id")
    if not identifier.isidentifier() or not identifier.isascii():
        toml.wrong("id", '"snake_case"')
    roles, titles = _roles(toml)
    trajectory = Trajectory(
        id=identifier,
        title=toml.text(toml.values, "title"),
        owner=toml.string(toml.values, "owner", "all"),
        process=toml.string(toml.values, "process"),
        roles=roles,
        role_titles=titles,
        sources=_sources(toml),
        purpose=toml.text(toml.values, "purpose")
        if "purpose" in toml.values
        else Text("", ""),
        retention=_retention(toml),
        no_movement_working_days=_days(toml),
        messages=_messages(toml),
    )
    return trajectory, toml.findings


def _roles(toml: TomlFile) -> tuple[dict[str, str], dict[str, Text]]:
    roles: dict[str, str] = {}
    titles: dict[str, Text] = {}
    for lane, value in toml.table(toml.values, "roles").items():
        if isinstance(value, str):
            roles[lane] = value
        elif isinstance(value, dict):
            roles[lane] = toml.string(value, "role", lane)
            if "title" in value:
                titles[roles[lane]] = toml.text(value, "title", where=lane)
        else:
            toml.wrong(lane, '"role"')
    return roles, titles


def _purpose(toml: TomlFile) -> Text:
    return toml.text(toml.values, "purpose") if "purpose" in toml.values else NO_TEXT


def _sources(toml: TomlFile) -> dict[str, Source]:
    found = {}
    for table in toml.tables("source"):
        source = Source(
            id=toml.string(table, "id"),
            title=toml.string(table, "title"),
            address=toml.string(table, "address"),
        )
        found[source.id] = source
    return found


def _retention(toml: TomlFile) -> Retention:
    table = toml.table(toml.values, "retention")
    return Retention(
        to_be_confirmed=table.get("to_be_confirmed", True) is not False,
        period=toml.string(table, "period"),
        note=toml.string(table, "note"),
    )


def _days(toml: TomlFile) -> int:
    value = toml.values.get("no_movement_working_days", 20)
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value <= 1_000:  # noqa: PLR2004
        return value
    toml.wrong("no_movement_working_days", "20")
    return 20


def _messages(toml: TomlFile) -> dict[str, DeclaredMessage]:
    return {
        name: _message(toml, name, table)
        for name, table in toml.table(toml.values, "messages").items()
        if isinstance(table, dict)
    }


def _message(toml: TomlFile, name: str, table: Mapping[str, Any]) -> DeclaredMessage:
    title = toml.text(table, "title", where=name) if "title" in table else Text(name, "")
    fields = {}
    for key, value in toml.table(table, "fields").items():
        declared = {"type": value} if isinstance(value, str) else value
        fact = read_declaration(toml, key, declared, origin="message", where=name)
        if fact is not None:
            fields[key] = fact
    return DeclaredMessage(name=name, title=title, fields=fields)
