"""Where results are to go: found out before a long run, not after it, that they could not be written."""

from __future__ import annotations

import os
from pathlib import Path

from opsim.errors import InputError


def refuse(save: str | None, plots: str | None) -> None:
    """Refuse a file for the run or a folder for its plots that cannot be written; the folder is made."""
    if plots:
        _make_folder(Path(plots))
    if save:
        _check_file(Path(save))


def _check_file(target: Path) -> None:
    """Refuse a file that cannot be put in its place."""
    if target.is_dir():
        raise InputError(f"--save {target}: this is a folder; name a file")
    if target.exists() and not target.is_file():
        raise InputError(f"--save {target}: this is a device or a pipe, and saving would replace it; name a file")
    if not target.parent.is_dir():
        raise InputError(f"--save {target}: there is no folder {target.parent}; make it first")
    if not os.access(target.parent, os.W_OK):
        raise InputError(f"--save {target}: nothing can be written into {target.parent}; choose another folder")


def _make_folder(folder: Path) -> None:
    """Make the folder of the plots, if it is not there yet, and see that it takes files."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise InputError(f"--plots {folder}: this is a file; name a folder") from None
    except OSError as error:
        why = error.strerror or str(error)
        raise InputError(f"--plots {folder}: cannot be made ({why}); name another folder") from error
    if not os.access(folder, os.W_OK):
        raise InputError(f"--plots {folder}: nothing can be written there; name another folder")
