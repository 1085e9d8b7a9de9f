from __future__ import annotations

import contextlib
import io
import json
import pickle
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from opsim.errors import InputError
from opsim.results.run import Run
from opsim.results.saved import reopen, save


@pytest.fixture
def file(tmp_path: Path, simulated: Callable[..., Run]) -> Path:
    path = tmp_path / "Prüfung 木.opsim"
    save(simulated("first-shop"), path)
    return path


def rewritten(file: Path, **members: bytes) -> Path:
    """The file with some members replaced; __ stands for the slash and _dot_ for dots."""
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts |= members
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return file


def npy(values: object, **how: bool) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, values, **how)  # type: ignore[arg-type]
    return buffer.getvalue()


def test_a_saved_run_comes_back_without_simulating(file: Path, simulated: Callable[..., Run]) -> None:
    run, back = simulated("first-shop"), reopen(file)
    assert (back.digest, back.kpis, back.scenario) == (run.digest, run.kpis, run.scenario)
    assert back.invariants == run.invariants
    assert back.order_story(200) == run.order_story(200)


def test_equal_runs_make_equal_files(file: Path, tmp_path: Path, simulated: Callable[..., Run]) -> None:
    save(simulated("first-shop"), tmp_path / "again")
    assert (tmp_path / "again").read_bytes() == file.read_bytes()


def test_a_changed_number_is_noticed(file: Path, simulated: Callable[..., Run]) -> None:
    price = np.array(simulated("first-shop").history.tables["orders"]["price"])
    price[0] += 1
    with pytest.raises(InputError, match="changed after it was saved"):
        reopen(rewritten(file, **{"tables/orders.price.npy": npy(price)}))


def test_every_flipped_or_cut_byte_is_noticed_or_harmless(file: Path, simulated: Callable[..., Run]) -> None:
    whole, digest = file.read_bytes(), simulated("first-shop").digest
    rng = np.random.default_rng(1)
    for at in rng.integers(0, len(whole), 40).tolist():
        for data in (whole[:at], whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :]):
            file.write_bytes(data)
            with contextlib.suppress(InputError):
                assert reopen(file).digest == digest


def test_a_pickle_is_never_loaded(file: Path, tmp_path: Path) -> None:
    marker = tmp_path / "marker"

    class Trap:
        def __reduce__(self) -> tuple[object, ...]:
            return Path.touch, (marker,)

    with pytest.raises(InputError):
        reopen(rewritten(file, **{"tables/orders.price.npy": npy(np.array([Trap()], object), allow_pickle=True)}))
    with pytest.raises(InputError):
        reopen(rewritten(file, **{"manifest.json": pickle.dumps(Trap())}))
    assert not marker.exists()


def test_a_bomb_is_refused(file: Path) -> None:
    with pytest.raises(InputError, match="swell"):
        reopen(rewritten(file, bomb=bytes(200_000_000)))


def test_a_newer_file_is_refused(file: Path) -> None:
    with zipfile.ZipFile(file) as archive:
        manifest = json.loads(archive.read("manifest.json"))
    manifest["opsim-run"] = 2
    with pytest.raises(InputError, match="newer OpSim"):
        reopen(rewritten(file, **{"manifest.json": json.dumps(manifest).encode()}))


def test_a_changed_account_is_noticed(file: Path) -> None:
    with zipfile.ZipFile(file) as archive:
        manifest = json.loads(archive.read("manifest.json"))
    for kind in manifest["names"]["kinds"]:
        kind[0] = kind[0].replace("cost_of_goods", "equipment")
    with pytest.raises(InputError, match="changed after it was saved"):
        reopen(rewritten(file, **{"manifest.json": json.dumps(manifest).encode()}))


def test_ids_that_point_nowhere_are_refused(file: Path, simulated: Callable[..., Run]) -> None:
    lot = np.array(simulated("first-shop").history.tables["operations"]["lot"])
    lot[0] = 10**6
    with pytest.raises(InputError, match="do not exist"):
        reopen(rewritten(file, **{"tables/operations.lot.npy": npy(lot)}))


@pytest.mark.parametrize("data", [b"", b"PK", b"opsim: 1\n", bytes(100)])
def test_what_is_no_saved_run_is_refused(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(data)
    with pytest.raises(InputError, match="not a saved run"):
        reopen(tmp_path / "x")


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        reopen(tmp_path / "nothing")
