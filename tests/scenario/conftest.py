from __future__ import annotations

from pathlib import Path

import pytest

from opsim.scenario import Scenario, read

JOINERY = Path(__file__).parent / "data" / "joinery.yaml"


@pytest.fixture(scope="session")
def joinery_file() -> Path:
    return JOINERY


@pytest.fixture(scope="session")
def text(joinery_file: Path) -> str:
    """A sound scenario that says nearly everything that a scenario can say."""
    return joinery_file.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def joinery(text: str) -> Scenario:
    return read(text, "joinery.yaml")
