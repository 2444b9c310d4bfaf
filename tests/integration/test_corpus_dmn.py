"""Foreign decision files end in one of two ways: loaded, or refused with findings."""

from collections import Counter
from pathlib import Path
from time import process_time

import pytest

from engine.decisions import read_decisions, table_findings
from engine.errors import InvalidDefinitionError
from tests.support import corpus

#: The rules for which a file is refused, by the end of its name; all others are loaded.
REFUSED = {
    "0076-feel-external-java.dmn": {"decision-language"},
    "0086-import.dmn": {"decision-import"},
}


def files() -> list[Path]:
    return sorted(corpus.folder().rglob("*.dmn"))


def test_every_file_is_loaded_or_refused_with_findings_within_a_second(
    capsys: pytest.CaptureFixture[str],
):
    counted: Counter[tuple[str, str]] = Counter()
    slow, wrong = [], []
    for path in files():
        folder = path.relative_to(corpus.folder()).parts[0]
        start = process_time()
        rules = refused_for(path)
        if process_time() - start > 1:
            slow.append(path.name)
        if rules != expected(path):
            wrong.append((path.name, rules))
        counted[folder, "refused" if rules else "loaded"] += 1
    with capsys.disabled():
        for (folder, verdict), number in sorted(counted.items()):
            print(f"\n{folder}: {number} decision files {verdict}", end="")
    assert counted
    assert slow == []
    assert wrong == []


def refused_for(path: Path) -> set[str]:
    try:
        model = read_decisions(path.read_bytes(), file=path.name)
    except InvalidDefinitionError as error:
        for finding in error.findings:
            assert finding.file == path.name
            assert finding.line
            assert finding.message.nl
            assert finding.remedy.en
        return {finding.rule for finding in error.findings}
    assert model.decisions or model.knowledge
    # Gaps in what others wrote are told, and keep nothing from being loaded.
    assert all(finding.severity == "warning" for finding in table_findings(model))
    return set()


def expected(path: Path) -> set[str]:
    return next(
        (rules for name, rules in REFUSED.items() if path.name.endswith(name)), set()
    )
