"""Writes form-js files for tests."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from engine.errors import InvalidDataError
from engine.forms import Form, read_form


def form_file(*components: dict[str, Any], **document: Any) -> bytes:
    """Give the bytes of a form-js file with these components, one key a line."""
    whole = {
        "type": "default",
        "id": "intake",
        "schemaVersion": 19,
        "components": list(components),
        **document,
    }
    return json.dumps(whole, indent=1).encode()


def form(*components: dict[str, Any]) -> Form:
    """Read a form of these components."""
    return read_form(form_file(*components), file="forms/intake.json")


def question(kind: str, key: str, **more: Any) -> dict[str, Any]:
    """Give a component that asks something, with its key as label."""
    return {"type": kind, "id": f"Field_{key}", "key": key, "label": key, **more}


def values(*written: Any) -> list[dict[str, Any]]:
    """Give the fixed options of a field, each with itself as label."""
    return [{"label": f"label {one}", "value": one} for one in written]


#: The instant of every answer.
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def parsed(
    read: Form, raw: dict[str, Any], facts: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Read answers as a page sends them."""
    return read.parse(raw, facts=facts or {}, now=NOW)


def wrong(
    read: Form, raw: dict[str, Any], facts: dict[str, Any] | None = None
) -> dict[str, str]:
    """Give the first Dutch message of each field that is wrong."""
    with pytest.raises(InvalidDataError) as error:
        parsed(read, raw, facts)
    assert all(text.en for texts in error.value.fields.values() for text in texts)
    return {key: texts[0].nl for key, texts in error.value.fields.items()}
