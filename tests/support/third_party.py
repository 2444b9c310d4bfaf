"""Writes THIRD_PARTY.md: every package in the lock files, with its licence.

``python -m tests.support.third_party`` prints it; ``--write`` puts it in its place.
Licences of Python packages are read from what is installed, those of npm from the locks.
"""

import json
import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "THIRD_PARTY.md"

#: What may be used anywhere, as SPDX names it.
ALLOWED = frozenset(
    {
        "0BSD",
        "Apache-2.0",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "CC0-1.0",
        "CNRI-Python",
        "ISC",
        "MIT",
        "MIT-0",
        "MIT-CMU",
        "MPL-2.0",
        "OFL-1.1",
        "PSF-2.0",
        "PostgreSQL",
        "Unlicense",
        BPMN_IO := "bpmn.io",
    }
)
#: Licences with conditions on changed copies: these packages are used unchanged, as they
#: are installed, and never copied into Leidraad; djlint is a tool, not shipped at all.
ALLOWED_UNCHANGED = {
    "spiffworkflow": "LGPL-3.0-only",
    "psycopg": "LGPL-3.0-only",
    "psycopg-binary": "LGPL-3.0-only",
    "djlint": "GPL-3.0-or-later",
}

#: Packages that say their licence in no form that can be read, or only on other systems.
_KNOWN = {
    "python-dateutil": "Apache-2.0 OR BSD-3-Clause",
    "colorama": "BSD-3-Clause",
    "component-props": "MIT",
}
_SPDX = {
    "Apache 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD 2-Clause License": "BSD-2-Clause",
    "BSD License": "BSD-3-Clause",
    "BSD-0-Clause": "0BSD",
    "GNU Library or Lesser General Public License (LGPL)": "LGPL-3.0-only",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "SEE LICENSE IN LICENSE": BPMN_IO,
}

_INTRODUCTION = """\
# Third-party packages

Leidraad is built on the work of others. This file is written by `./dev lock` from the lock
files and holds every package in them, with its version and licence.

- **SpiffWorkflow** and **psycopg** are under the LGPL: they are installed unchanged from
  their own packages, extended by subclasses only, and never copied into this repository.
- The packages of **bpmn.io** (bpmn-js, dmn-js) are under the MIT licence with one
  condition: the bpmn.io mark on a drawn diagram stays visible and is not covered.
- The full texts of what is bundled into the pages lie beside the bundle, in
  `web/static/vendor/licences`; those of Python packages lie in their own folders.
"""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Package:
    """One locked package; ``licence`` is an SPDX expression, or what the package says."""

    name: str
    version: str
    licence: str


def python_packages(lock_file: Path) -> list[Package]:
    """List what a requirements lock file holds."""
    found = re.findall(r"^([\w.-]+)==([^ ;\\]+)", lock_file.read_text(), re.MULTILINE)
    return sorted(
        Package(name=name, version=version, licence=_python_licence(name))
        for name, version in found
    )


def npm_packages(lock_file: Path, *, dev: bool) -> list[Package]:
    """List what a package-lock.json holds: for development, or what is bundled."""
    listed: Mapping[str, Mapping[str, object]]
    listed = json.loads(lock_file.read_text())["packages"]
    return sorted(
        {
            _npm_package(path.rpartition("node_modules/")[2], entry)
            for path, entry in listed.items()
            if path and bool(entry.get("dev")) is dev
        }
    )


def sections() -> dict[str, list[Package]]:
    """Sort all packages by what they are for."""
    run = python_packages(ROOT / "requirements-run.lock")
    test = python_packages(ROOT / "requirements.lock")
    assets = ROOT / "web" / "assets" / "package-lock.json"
    oracles = [
        package
        for lock_file in sorted((ROOT / "tests" / "support").glob("*/package-lock.json"))
        for dev in (False, True)
        for package in npm_packages(lock_file, dev=dev)
    ]
    bundling = sorted({*npm_packages(assets, dev=True), *oracles})
    return {
        "Run Leidraad and set it up (Python)": run,
        "Bundled into the pages (npm)": npm_packages(assets, dev=False),
        "Tests and checks only (Python)": [each for each in test if each not in run],
        "Bundling and tests only (npm)": bundling,
    }


def refused(packages: Iterable[Package]) -> list[Package]:
    """List the packages whose licence is not allowed."""
    return [
        package
        for package in packages
        if ALLOWED_UNCHANGED.get(package.name) != package.licence
        and not _is_allowed(package.licence)
    ]


def text() -> str:
    """Write the whole file."""
    lines = [_INTRODUCTION]
    for title, packages in sections().items():
        lines += [
            f"## {title}",
            "",
            "| package | version | licence |",
            "| --- | --- | --- |",
        ]
        lines += [f"| {each.name} | {each.version} | {each.licence} |" for each in packages]
        lines.append("")
    return "\n".join(lines)


def _is_allowed(licence: str) -> bool:
    """Read an SPDX expression: of OR one side will do, of AND both must."""
    inner = licence.replace("(", " ").replace(")", " ")
    if " OR " in inner and " AND " not in inner:
        return any(part.strip() in ALLOWED for part in inner.split(" OR "))
    parts = re.split(r" (?:AND|OR) ", inner)
    return all(part.strip() in ALLOWED for part in parts)


def _python_licence(name: str) -> str:
    if name in _KNOWN:
        return _KNOWN[name]
    try:
        told = metadata(name)
    except PackageNotFoundError:
        return "unknown"
    classifiers = [
        each.rpartition(" :: ")[2]
        for each in told.get_all("Classifier") or []
        if each.startswith("License :: ") and not each.endswith("OSI Approved")
    ]
    written = _said(told, "License")
    short = written if "\n" not in written and len(written) < 40 else ""
    licence = _said(told, "License-Expression") or short or " AND ".join(classifiers)
    if licence.lower() in {"lgplv3", "lgpl"}:
        licence = classifiers[0]
    return _SPDX.get(licence, licence) or "unknown"


def _said(told: PackageMetadata, name: str) -> str:
    return told[name].strip() if name in told else ""


def _npm_package(name: str, entry: Mapping[str, object]) -> Package:
    said = str(entry.get("license") or _KNOWN.get(name, "unknown"))
    return Package(name=name, version=str(entry["version"]), licence=_SPDX.get(said, said))


if __name__ == "__main__":
    if "--write" in sys.argv[1:]:
        FILE.write_text(text())
    else:
        print(text(), end="")
