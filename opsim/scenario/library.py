"""Where the bundled scenarios and the assets are, however OpSim was installed, and which file a name means."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path

from opsim.errors import InputError

PACKAGE = Path(__file__).resolve().parents[1]
SUFFIXES = (".yaml", ".yml")


def scenarios_folder() -> Path:
    """Return the folder of the bundled scenarios."""
    return _shipped("scenarios")


def assets_folder() -> Path:
    """Return the folder of icons and pictures."""
    return _shipped("assets")


def _shipped(name: str) -> Path:
    """Return the folder `name`: a wheel carries it inside the package, a checkout has it beside the package."""
    candidates = (PACKAGE / "_shipped" / name, PACKAGE.parent / name)
    for folder in candidates:
        if folder.is_dir():
            return folder
    raise InputError(f"{candidates[0]}: OpSim's own {name} are not there; install OpSim again")


def bundled() -> list[Path]:
    """Return the files of the bundled scenarios, sorted by id (the file's name without `.yaml`)."""
    return sorted(scenarios_folder().glob("*.yaml"), key=lambda file: file.stem)


def resolve(name_or_file: str) -> Path:
    """Return the file that `name_or_file` means: the id of a bundled scenario, or the path of a file.

    A text with a folder or a `.yaml` ending is a path, so that a local file never hides a bundled id.
    Raises `InputError`, naming the nearest id or file, when there is none.
    """
    given = Path(name_or_file)
    is_path = given.suffix.lower() in SUFFIXES or len(given.parts) > 1
    known = {} if is_path else {file.stem: file for file in bundled()}
    if name_or_file in known:
        return known[name_or_file]
    if _is_file(given):
        return given
    names = _names_beside(given) if is_path else list(known)
    fault = _fault(given, is_path) if name_or_file else "this is no name"
    raise InputError(f"{_shown(name_or_file)}: {fault}; {_remedy(given, names)}")


def _is_file(path: Path) -> bool:
    """Tell whether `path` is a file; a name that the system cannot even look up (a NUL in it, too long) is none."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def _fault(given: Path, is_path: bool) -> str:
    """Return why `given` is no scenario file: a folder, a device, or nothing at all."""
    try:
        if given.exists():
            return "this is a folder, not a file" if given.is_dir() else "this is a device or a pipe, not a file"
    except (OSError, ValueError):
        pass  # a name that the system cannot even look up
    return "there is no such file" if is_path else "there is no bundled scenario and no file of this name"


def _names_beside(path: Path) -> list[str]:
    """Return the scenario files in the folder where `path` was looked for."""
    try:
        beside = (file for file in path.parent.iterdir() if file.suffix.lower() in SUFFIXES)
        return sorted(file.name for file in beside if _is_file(file))
    except (OSError, ValueError):
        return []


def _remedy(given: Path, names: list[str]) -> str:
    """Return what would be right: the name that is nearest, or else all of them."""
    folded = {name.casefold(): name for name in names}
    near = get_close_matches(given.name.casefold(), folded, n=1)
    if near:
        return f"did you mean '{given.with_name(folded[near[0]])}'?"
    bundled_ids = ", ".join(file.stem for file in bundled())
    return f"bundled scenarios: {bundled_ids}" if bundled_ids else "give the path of a scenario file"


def _shown(text: str, longest: int = 200) -> str:
    """Return `text` fit for one line of a message: control characters escaped, a very long one cut."""
    plain = text if text.isprintable() else ascii(text)[1:-1]
    return f"'{plain}'" if len(plain) <= longest else f"'{plain[:longest]}…'"
