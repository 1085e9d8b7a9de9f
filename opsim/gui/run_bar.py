"""The tool bar: run, cancel, seed, baseline, and how far the run is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QProgressBar, QPushButton, QToolBar, QWidget

from opsim.gui.widgets.calm import CalmSpinBox
from opsim.gui.widgets.texts import ElidedLabel, label

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

_LARGEST_SEED: Final = 2**31 - 1


class RunBar(QToolBar):
    """Buttons that stand for the actions of the same name, and `seed_changed`."""

    seed_changed = Signal(int)

    def __init__(self, actions: dict[str, QAction], parent: QWidget | None = None) -> None:
        """Lay out the bar."""
        super().__init__(parent)
        self.setWindowTitle(self.tr("Run"))
        self.setMovable(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.home = self._button(actions["go_home"], self.tr("Scenarios"))
        self.title = ElidedLabel(name="heading")
        self.run = self._button(actions["run"], self.tr("Run"))
        self.run.setObjectName("primary")
        self.cancel = self._button(actions["cancel"], self.tr("Cancel"))
        self.pin = self._button(actions["pin"], self.tr("Pin baseline"))
        self.pin.setToolTip(self.tr("Compare with the run on screen from now on (Ctrl+B)"))
        self.seed = CalmSpinBox()
        self.seed.setRange(0, _LARGEST_SEED)
        self.seed.setValue(1)
        self.seed.setFixedWidth(110)
        self.seed.setToolTip(self.tr("The seed of all chance: the same seed, the same luck."))
        self.seed.setAccessibleName(self.tr("Seed"))
        self.seed.valueChanged.connect(self.seed_changed)
        self.progress = QProgressBar(maximum=1000, textVisible=False)
        self.progress.setFixedWidth(150)
        self.progress.setAccessibleName(self.tr("Progress of the run"))
        self._lay_out()
        self.show_busy(busy=False)

    def show_busy(self, *, busy: bool) -> None:
        """Show whether a run is going on."""
        self.progress.setValue(0)
        self.progress.setEnabled(busy)

    def show_progress(self, share: float) -> None:
        """Show how far the run is (0 to 1)."""
        self.progress.setValue(round(1000 * min(1.0, max(0.0, share))))

    def _lay_out(self) -> None:
        """Put everything into the bar."""
        self.addWidget(self.home)
        self.addSeparator()
        self.addWidget(self.title)
        for widget in (self.progress, label(self.tr("  Seed")), self.seed, self.pin, self.cancel, self.run):
            self.addWidget(widget)

    def _button(self, action: QAction, text: str) -> QPushButton:
        """Return a button that stands for an action: the same state, the same effect."""
        button = QPushButton(text)
        keys = action.shortcut().toString()
        button.setToolTip(f"{text} ({keys})" if keys else text)
        button.setCheckable(action.isCheckable())

        def follow() -> None:
            button.setEnabled(action.isEnabled())
            button.setChecked(action.isChecked())

        action.changed.connect(follow)
        button.clicked.connect(action.trigger)
        return button
