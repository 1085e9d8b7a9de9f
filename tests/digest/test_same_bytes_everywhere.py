"""A run is the same, byte for byte, in every process, under every hash seed and Python that this machine has."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RUN = ("-m", "opsim", "run", "first-shop", "--seed", "5", "--replications", "2", "--json")
NEEDED = "import simpy, numpy, pydantic, ruamel.yaml, platformdirs, rich, sys; print(sys.version_info >= (3, 11))"

#: Other interpreters to try: by name on the PATH, and those listed in OPSIM_TEST_PYTHONS.
PYTHONS = [
    *(f"python3.{minor}" for minor in range(11, 16) if minor != sys.version_info.minor),
    *filter(None, os.environ.get("OPSIM_TEST_PYTHONS", "").split(os.pathsep)),
]


def document_of(python, **environ):
    """Return what one run in a process of its own prints, without the help of an installed OpSim."""
    answer = subprocess.run(
        [python, *RUN],
        env={**os.environ, "PYTHONPATH": str(ROOT), **environ},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout)


@pytest.fixture(scope="module")
def here():
    return document_of(sys.executable, PYTHONHASHSEED="0")


def test_the_hash_seed_does_not_matter(here):
    assert document_of(sys.executable, PYTHONHASHSEED="1") == here


@pytest.mark.parametrize("python", PYTHONS, ids=[Path(python).name for python in PYTHONS])
def test_the_python_version_does_not_matter(here, python):
    found = shutil.which(python)
    if found is None:
        pytest.skip(f"there is no {python} on this machine")
    probe = subprocess.run([found, "-c", NEEDED], capture_output=True, text=True, check=False)
    if probe.stdout.strip() != "True":
        pytest.skip(f"{python} does not have what OpSim needs: {probe.stderr.strip().splitlines()[-1:]}")
    there = document_of(found)
    assert there["digest"] == here["digest"]
    assert there["exact"] == here["exact"]
