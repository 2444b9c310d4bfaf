"""Foreign diagrams and tables that nobody here wrote; they stand beside the repository."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def folder(*parts: str) -> Path:
    """Give a folder of the corpus; the test is skipped, and says so, without it.

    ``LEIDRAAD_CORPUS`` names another place for the whole corpus.
    """
    corpus = Path(os.environ.get("LEIDRAAD_CORPUS") or ROOT.parent / "shared" / "corpus")
    found = corpus.joinpath(*parts)
    if not found.is_dir():
        pytest.skip(f"skipped: there is no folder {'/'.join(('corpus', *parts))}")
    return found
