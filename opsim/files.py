"""Files that survive a bad day: written whole or not at all, and never outside the folder they belong to."""

from __future__ import annotations

import contextlib
import os
import re
import stat
import tempfile
import unicodedata
from pathlib import Path
from typing import BinaryIO, Final

from opsim.errors import InputError
from opsim.units import quoted


def write_atomically(path: str | Path, data: bytes) -> None:
    """Write `data` to `path` so that afterwards the old or the new content is there, whole, whatever happens.

    A temporary file beside the target is written, synced, read back and compared, and only then takes its place; the
    folder is synced last. Raises `InputError`; the old file is then untouched.
    """
    target = _real(Path(path))
    try:
        _refuse_protected(target)
        temporary = _written_beside(target, data)
        try:
            temporary.replace(target)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        _sync_folder(target.parent)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(f"{path}: cannot be saved ({reason}); save under another name or in another folder") from error


def _real(path: Path) -> Path:
    """Return the file that `path` means, through links, so that a link stays a link."""
    try:
        return path.resolve()
    except (OSError, ValueError, RuntimeError) as error:
        raise InputError(f"{quoted(str(path))}: is no name for a file ({error}); choose another name") from error


def _written_beside(target: Path, data: bytes) -> Path:
    """Return a new file beside `target` that holds `data` for certain, with the permissions of the old file."""
    handle, name = tempfile.mkstemp(prefix=".opsim-", suffix=".tmp", dir=target.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w+b") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
            _read_back(stream, data)
        temporary.chmod(_mode_for(target))
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise
    return temporary


def _read_back(stream: BinaryIO, data: bytes) -> None:
    """See that the file holds `data`."""
    stream.seek(0)
    if stream.read() != data:
        raise OSError(5, "what was written does not read back")


def _refuse_protected(target: Path) -> None:
    """Refuse to replace a write-protected file (its folder would allow it), or a device, pipe or folder."""
    if target.exists() and not target.is_file():
        raise OSError(22, "it is not an ordinary file")
    if target.exists() and not os.access(target, os.W_OK):
        raise PermissionError(13, "the file is write-protected")


def _mode_for(target: Path) -> int:
    """Return the permissions of the file to be replaced, or those that a new file gets."""
    try:
        return stat.S_IMODE(target.stat().st_mode)
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask


def _sync_folder(folder: Path) -> None:
    """Make the new name last; systems that cannot sync a folder are let be."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


#: Names that Windows keeps for devices, whatever their ending.
_DEVICES: Final = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)


def inside(folder: Path, name: str) -> Path:
    """Return the file called `name` inside `folder`, or below it; refuse every name that could lead elsewhere.

    Names come from files of strangers: they are relative, with / between folders, and mean the same on every system.
    """
    fault = _fault_of(name)
    if fault:
        raise InputError(f"{quoted(name)}: {fault}; name a file in the scenario's own folder, such as customers.csv")
    try:
        home = folder.resolve()
        file = (home / name).resolve()
    except (OSError, ValueError, RuntimeError) as error:
        raise InputError(f"{quoted(name)}: cannot be looked up ({error}); name a file beside the scenario") from error
    if not file.is_relative_to(home) or file == home:
        raise InputError(f"{quoted(name)}: leads out of {home}; copy the file beside the scenario")
    return file


def _fault_of(name: str) -> str:
    """Return what is wrong with a name from a stranger's file, or nothing."""
    plain = unicodedata.normalize("NFKC", name)
    parts = plain.split("/")
    faults = {
        "is empty or far too long": not name.strip() or len(name) > 1_000 or any(len(part) > 200 for part in parts),
        "has characters that no name should have": not name.isprintable() or any(sign in plain for sign in '\\:*?"<>|'),
        "is not relative": plain.startswith(("/", "~")),
        "leads upwards or nowhere": any(part in {"", ".", ".."} for part in parts),
        "ends in a dot or a blank": any(part != part.strip() or part.endswith(".") for part in parts),
        "is the name of a device on Windows": any(_DEVICES.fullmatch(part) for part in parts),
    }
    return next((fault for fault, found in faults.items() if found), "")
