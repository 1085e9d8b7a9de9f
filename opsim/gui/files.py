"""Opening and saving as a person does it: dialogs around the session, every fault in words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from opsim.errors import OpsimError, ScenarioError
from opsim.gui.dialogs import show_faults, tell

if TYPE_CHECKING:
    from opsim.gui.models.session import Session

_FILTER = "OpSim (*.yaml *.yml)"


def tr(text: str) -> str:
    """Translate a text of this module."""
    return QCoreApplication.translate("files", text)


def choose_file(parent: QWidget, folder: str) -> str:
    """Ask which scenario or saved run to open; "" when the person changed their mind."""
    kinds = ";;".join([tr("Scenarios and saved runs") + " (*.yaml *.yml *.run *.opsim)", tr("All files") + " (*)"])
    file, _kind = QFileDialog.getOpenFileName(parent, tr("Open a scenario or a saved run"), folder, kinds)
    return file


def choose_target(parent: QWidget, session: Session, folder: str) -> Path | None:
    """Ask where to save; None when the person changed their mind."""
    start = Path(folder or Path.home()) / session.source.name if session.is_bundled else session.source
    start = start.with_suffix(".yaml") if session.saved_run is not None else start
    file, _kind = QFileDialog.getSaveFileName(parent, tr("Save the scenario as"), str(start), _FILTER)
    if not file:
        return None
    return Path(file) if Path(file).suffix else Path(file).with_suffix(".yaml")


def open_session(parent: QWidget, name: str) -> Session | None:
    """Open a scenario; what is wrong with it is shown in one box, and None returned."""
    from opsim.gui.models.session import Session  # loads the scenario's models, which the first paint need not wait for

    try:
        return Session.open(name)
    except ScenarioError as error:
        lines = [str(fault) for fault in error.faults]
        show_faults(parent, tr("{0} cannot be opened").format(Path(name).name), lines)
    except OpsimError as error:
        show_faults(parent, tr("{0} cannot be opened").format(Path(name).name), [str(error)])
    except OSError as error:
        show_faults(parent, tr("{0} cannot be opened").format(Path(name).name), [error.strerror or str(error)])
    return None


def save_session(parent: QWidget, session: Session, target: Path) -> bool:
    """Save into `target`; return whether that worked, after saying why not."""
    try:
        session.save(target)
    except OSError as error:
        reason = error.strerror or str(error)
        tell(
            parent,
            tr("Not saved"),
            tr("{0} could not be written: {1}. Choose another place with Save as.").format(target, reason),
        )
        return False
    except OpsimError as error:
        tell(parent, tr("Not saved"), str(error))
        return False
    return True
