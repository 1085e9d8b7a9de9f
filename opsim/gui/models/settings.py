"""What the app remembers between two starts: a small JSON file that may be lost without harm."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, Final

from platformdirs import user_config_path

THEMES: Final = ("system", "light", "dark")
TEXT_SIZES: Final = {"small": 0.9, "normal": 1.0, "large": 1.25, "very large": 1.5}
_MOST_RECENT: Final = 8


@dataclass
class Settings:
    """The person's choices; every field has a default that suits a first start."""

    theme: str = "system"
    text_size: str = "normal"
    recent: list[str] = field(default_factory=list)
    last_results: dict[str, str] = field(default_factory=dict)
    folder: str = ""

    def remember_file(self, file: Path) -> None:
        """Put `file` first among the recent ones."""
        name = str(file)
        self.recent = [name, *(other for other in self.recent if other != name)][:_MOST_RECENT]
        self.folder = str(file.parent)

    def knows(self, file: Path) -> bool:
        """Tell whether the scenario `file` was run or opened before."""
        return str(file) in self.recent or file.stem in self.last_results

    def forget_file(self, file: Path) -> None:
        """Take `file` off the recent ones."""
        self.recent = [other for other in self.recent if other != str(file)]


def settings_file() -> Path:
    """Return where the settings are kept."""
    return user_config_path("opsim", appauthor=False) / "settings.json"


def load_settings() -> Settings:
    """Return the remembered settings; a file that cannot be used is set aside and defaults are used."""
    file = settings_file()
    try:
        return _checked(json.loads(file.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return Settings()
    except (OSError, ValueError, TypeError, RecursionError):
        _set_aside(file)
        return Settings()


def save_settings(settings: Settings) -> None:
    """Keep the settings; a full or read-only disk only means that they are not remembered."""
    file = settings_file()
    fresh = file.with_suffix(".new")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_text(json.dumps(asdict(settings), indent=2), encoding="utf-8")
        fresh.replace(file)
    except OSError:
        return


def _checked(found: Any) -> Settings:
    """Return settings from what a file holds; wrong entries are replaced by defaults, unknown ones ignored."""
    if not isinstance(found, dict):
        raise TypeError("the settings are not a mapping")
    default = Settings()
    known = {
        f.name: found[f.name] for f in fields(Settings) if type(found.get(f.name)) is type(getattr(default, f.name))
    }
    settings = Settings(**known)
    recent: list[Any] = settings.recent
    results: dict[Any, Any] = settings.last_results
    settings.recent = [entry for entry in recent if isinstance(entry, str) and "\0" not in entry][:_MOST_RECENT]
    settings.last_results = {key: str(result) for key, result in results.items() if isinstance(result, str)}
    settings.theme = settings.theme if settings.theme in THEMES else default.theme
    settings.text_size = settings.text_size if settings.text_size in TEXT_SIZES else default.text_size
    return settings


def _set_aside(file: Path) -> None:
    """Rename a broken file, so that it can be looked at and is not read again."""
    try:
        file.replace(file.with_suffix(".broken"))
    except OSError:
        return
