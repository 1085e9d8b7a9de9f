"""A run as one file: what was asked for, what happened, and its digest. It reopens without simulating again.

The file is a zip archive: `manifest.json` (scenario, decisions, seed, names, closing counters, digest) and one plain
NumPy column each as `tables/<table>.<column>.npy`. Nothing in it is ever executed: no pickle, and every size is checked
against what is really read, so that a small file cannot swell.
"""

from __future__ import annotations

import io
import json
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Any, Final

import numpy as np

from opsim.errors import InputError, OpsimError
from opsim.files import write_atomically
from opsim.ledgers.blocks import Columns
from opsim.ledgers.history import TABLES, Decision, History, Names
from opsim.ledgers.rows import TYPES
from opsim.results.run import Run
from opsim.scenario import read, reading

FORMAT_VERSION: Final = 1
MANIFEST: Final = "manifest.json"
LARGEST_FILE: Final = 1 << 30
LARGEST_MEMBER: Final = 1 << 31
LARGEST_MANIFEST: Final = 1 << 26
#: Real runs shrink to a third or a fifth; a whole archive that swells a hundredfold is a trap.
LARGEST_RATIO: Final = 100
SMALL: Final = 1 << 24
#: Table, column of ids, and what they are ids of.
IDS: Final = (
    ("operations", "lot", "lots"), ("operations", "machine", "machines"), ("set_ups", "machine", "machines"),
    ("stops", "machine", "machines"), ("lost_work", "machine", "machines"),
    ("slowed", "machine", "machines"), ("displaced", "lot", "lots"), ("spares", "machine", "machines"),
    ("spares", "item", "items"),
    ("blocked", "machine", "machines"), ("kept", "lot", "lots"), ("filling", "station", "stations"),
    ("machines", "station", "stations"),
    ("jobs", "product", "items"), ("jobs", "order", "orders"), ("lots", "job", "jobs"), ("lots", "product", "items"),
    ("sublots", "lot", "lots"), ("sublots", "batch", "lots"),
    ("shortages", "lot", "lots"), ("reworks", "lot", "lots"), ("reworks", "parent", "lots"), ("scraps", "lot", "lots"),
    ("inspections", "lot", "lots"), ("travels", "lot", "lots"), ("choices", "lot", "lots"),
    ("choices", "station", "stations"), ("plan_waits", "station", "stations"),
    ("assignable_causes", "machine", "machines"), ("limits", "machine", "machines"), ("limits", "chart", "charts"),
    ("samples", "machine", "machines"), ("samples", "chart", "charts"), ("measurements", "sample", "samples"),
    ("signals", "sample", "samples"), ("returns", "order", "orders"), ("returns", "replacement", "orders"),
    ("orders", "product", "items"), ("orders", "lot", "lots"), ("orders", "purchase", "purchases"),
    ("purchases", "item", "items"), ("purchases", "supplier", "suppliers"), ("money", "kind", "kinds"),
    ("forecasts", "item", "items"), ("designs", "product", "items"),
)  # fmt: skip
#: So many bytes tell a saved run from other files.
_BEGINNING: Final = 256
_LIKE_NEW: Final = (1980, 1, 1, 0, 0, 0)  # no clock in the file: equal runs make equal files
_DAMAGE: Final = (
    OSError, ValueError, KeyError, TypeError, AttributeError, EOFError, RuntimeError, NotImplementedError,
    struct.error, zipfile.BadZipFile, zlib.error, RecursionError,
)  # fmt: skip


def save(run: Run, path: str | Path) -> None:
    """Write the run to `path`, whole or not at all."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
        _add(archive, MANIFEST, json.dumps(_manifest(run), ensure_ascii=False, indent=1).encode())
        for table, columns in run.history.tables.items():
            for column, values in columns.items():
                _add(archive, _member(table, column), _npy(values))
    write_atomically(path, buffer.getvalue())


def is_saved_run(path: str | Path) -> bool:
    """Say whether a file looks like a saved run rather than a scenario; whether it is sound, `reopen` finds out."""
    with Path(path).open("rb") as file:
        return reading.is_saved_run(file.read(_BEGINNING))


def reopen(path: str | Path) -> Run:
    """Return the run in the file; refuse one that is damaged, that was changed, or that a newer OpSim wrote."""
    try:
        _check_size(Path(path))
        with zipfile.ZipFile(path) as archive:
            _check_ratio(archive)
            manifest = json.loads(_bytes(archive, MANIFEST, LARGEST_MANIFEST))
            _check_version(manifest)
            run = Run(_history(manifest, _tables(archive)))
            _check_ids(run.history)
            untouched = run.digest == manifest["digest"]
    except OpsimError as error:
        raise InputError(f"{path}: {error}") from error
    except _DAMAGE as error:
        raise InputError(f"{path}: is not a saved run, or it is damaged ({error}); save the run again") from error
    if not untouched:
        raise InputError(f"{path}: its numbers were changed after it was saved; run the scenario again")
    return run


# -- writing ----------------------------------------------------------------------------------------------------------


def _manifest(run: Run) -> dict[str, Any]:
    history = run.history
    return {
        "opsim-run": FORMAT_VERSION,
        "scenario": history.scenario.model_dump(mode="json", by_alias=True, exclude_unset=True),
        "decisions": [[each.at_ms, each.path, each.value] for each in history.decisions],
        "seed": history.seed,
        "replication": history.replication,
        "end_ms": history.end_ms,
        "partial": history.partial,
        "names": vars(history.names),
        "closing": history.closing,
        "digest": run.digest,
    }


def _member(table: str, column: str) -> str:
    return f"tables/{table}.{column}.npy"


def _add(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    entry = zipfile.ZipInfo(name, _LIKE_NEW)
    entry.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(entry, data)


def _npy(values: Any) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, np.ascontiguousarray(values), allow_pickle=False)
    return buffer.getvalue()


# -- reading ----------------------------------------------------------------------------------------------------------


def _check_size(path: Path) -> None:
    if path.stat().st_size > LARGEST_FILE:
        raise InputError(f"is larger than {LARGEST_FILE >> 20} MB; it is no saved run of ours")


def _check_ratio(archive: zipfile.ZipFile) -> None:
    whole = sum(entry.file_size for entry in archive.infolist())
    packed = sum(entry.compress_size for entry in archive.infolist())
    if whole > SMALL and whole > LARGEST_RATIO * packed:
        raise InputError(f"would swell to {whole >> 20} MB; it is no saved run of ours")


def _bytes(archive: zipfile.ZipFile, name: str, largest: int) -> bytes:
    """Return what is really in a member, however much it says it holds."""
    with archive.open(name) as stream:
        data = stream.read(min(largest, archive.getinfo(name).file_size) + 1)
    if len(data) > archive.getinfo(name).file_size or len(data) > largest:
        raise InputError(f"'{name}' holds more than it says, or than it may")
    return data


def _check_version(manifest: Any) -> None:
    version = manifest["opsim-run"]
    if not isinstance(version, int) or version > FORMAT_VERSION:
        raise InputError(f"has format {version!r}, which this OpSim does not know; open it with a newer OpSim")


def _tables(archive: zipfile.ZipFile) -> dict[str, Columns]:
    return {
        table: _of_one_length(table, {name: _column(archive, table, name, code) for name, code in columns.items()})
        for table, columns in TABLES.items()
    }


def _column(archive: zipfile.ZipFile, table: str, name: str, code: str) -> Any:
    data = _bytes(archive, _member(table, name), LARGEST_MEMBER)
    values = np.load(io.BytesIO(data), allow_pickle=False)
    if values.dtype != np.dtype(TYPES[code]) or values.ndim != 1:
        raise InputError(f"column '{name}' of table '{table}' is not what it should be")
    return values


def _of_one_length(table: str, columns: Columns) -> Columns:
    if len({len(values) for values in columns.values()}) != 1:
        raise InputError(f"the columns of table '{table}' differ in length")
    return columns


def _history(manifest: dict[str, Any], tables: dict[str, Columns]) -> History:
    names = manifest["names"]
    return History(
        scenario=read(json.dumps(manifest["scenario"], ensure_ascii=False)),
        decisions=tuple(Decision(*each) for each in manifest["decisions"]),
        seed=int(manifest["seed"]),
        replication=int(manifest["replication"]),
        end_ms=int(manifest["end_ms"]),
        partial=str(manifest["partial"]),
        names=Names(
            functions=list(names["functions"]),
            items=list(names["items"]),
            stations=list(names["stations"]),
            suppliers=[(int(item), str(supplier)) for item, supplier in names["suppliers"]],
            kinds=[
                (str(debit), str(credit), str(function), str(item)) for debit, credit, function, item in names["kinds"]
            ],
        ),
        tables=tables,
        closing=dict(manifest["closing"]),
    )


def _check_ids(history: History) -> None:
    """Refuse ids that point nowhere: every figure would be wrong, or none could be formed."""
    names, tables = history.names, history.tables
    known = {table: len(next(iter(columns.values()))) for table, columns in tables.items()}
    known |= {"items": len(names.items), "stations": len(names.stations), "suppliers": len(names.suppliers)}
    known |= {"kinds": len(names.kinds), "teams": len(history.scenario.operations.teams)}
    known["charts"] = len(history.scenario.production.quality.charts)
    for table, column, what in IDS:
        ids = tables[table][column]
        if len(ids) and not -1 <= int(ids.min()) <= int(ids.max()) < known[what]:
            raise InputError(f"column '{column}' of table '{table}' speaks of things that do not exist")
