"""What people ask for in Python is read as they mean it, or refused with place, fault and remedy."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

import opsim
from opsim.errors import InputError
from opsim.units import DAY_MS, WEEK_MS

SHOP = opsim.load("first-shop")
R = "operations.inventory.candle.r"


def test_times_may_be_written_with_a_unit() -> None:
    in_words = opsim.simulate(SHOP, [("5 days", R, 200)], until="2 weeks")
    in_ms = opsim.simulate(SHOP, [(5 * DAY_MS, R, 200)], until=2 * WEEK_MS)
    assert in_words.digest == in_ms.digest
    assert in_words.digest != opsim.simulate(SHOP, until="2 weeks").digest
    assert opsim.replicate(SHOP, 1, decisions=[("5 days", R, 200)], until="2 weeks").digest == in_ms.digest


def test_whole_numbers_of_numpy_are_kept_as_pythons_own() -> None:
    run = opsim.simulate(SHOP, seed=np.int64(3), replication=np.int32(1), until=np.int64(WEEK_MS))  # type: ignore[arg-type]
    assert run.digest == opsim.simulate(SHOP, seed=3, replication=1, until=WEEK_MS).digest
    assert json.dumps([run.history.seed, run.history.end_ms]) == f"[3, {WEEK_MS}]"


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"seed": 1.5}, "seed: '1.5' is not a whole number; give one, such as 1"),
    ({"seed": None}, "seed: 'None' is not a whole number; give one, such as 1"),
    ({"seed": "7"}, "seed: '7' is not a whole number; give one, such as 1"),
    ({"replication": -1}, "replication: -1 is too few; ask for at least 0"),
    ({"until": 0}, "until: '0' is too early; give at least 1 ms after the start"),
    ({"until": float("nan")}, "until: 'nan' is not a time; give whole milliseconds, or a text such as '12 weeks'"),
    ({"until": "12"}, "until: '12' has no unit; write it with one, such as '12 min' or '2 h'"),
    ({"decisions": [(-5, R, 1)]}, f"decisions: {R}: '-5' is too early; give at least 0 ms after the start"),
    ({"decisions": [(R, 1)]}, f"decisions: '('{R}', 1)' is none; write (time, address, value)"),
    ({"decisions": [7]}, "decisions: '7' is none; write (time, address, value)"),
]


@pytest.mark.parametrize(("asked", "message"), REFUSED)
def test_what_makes_no_sense_is_refused(asked: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError) as caught:
        opsim.simulate(SHOP, **asked)
    assert str(caught.value) == message


@pytest.mark.parametrize("count", [0, 2.5, None])
def test_a_study_has_a_whole_number_of_replications(count: Any) -> None:
    with pytest.raises(InputError, match="replications: "):
        opsim.replicate(SHOP, count)
