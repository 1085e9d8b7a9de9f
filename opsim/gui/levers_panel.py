"""The panel on the left: every lever of the scenario, by function, with search, marks, reset and inline faults."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QPushButton, QScrollArea, QVBoxLayout, QWidget

from opsim.errors import InputError
from opsim.gui.models.levers import groups
from opsim.gui.widgets.lever_group import LeverGroup
from opsim.gui.widgets.texts import label

if TYPE_CHECKING:
    from opsim.gui.models.levers import Group
    from opsim.gui.models.session import Session

#: So many levers are open at the start; further groups are closed.
_FEW = 30
_NARROWEST = 300
_SCROLL_BAR = 14


class LeversPanel(QWidget):
    """Shows the session's levers and hands every edit to it; `edited` tells that one was made."""

    edited = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        """Show the levers of `session`."""
        super().__init__(parent)
        self.setObjectName("leversPanel")
        self._session = session
        self._groups: list[LeverGroup] = []
        self._search = QLineEdit(clearButtonEnabled=True)
        self._search.setObjectName("field")
        self._search.setPlaceholderText(self.tr("Search levers"))
        self._search.setAccessibleName(self.tr("Search levers"))
        self._locked = QCheckBox(self.tr("Show locked"))
        self._locked.setToolTip(self.tr("Also show what this scenario does not let you change."))
        self._reset_all = QPushButton(self.tr("Reset all"))
        self._reset_all.setToolTip(self.tr("Give every lever the value it was opened with."))
        self._empty = label(self.tr("No lever has these words."), "muted", wrap=True)
        self._build()
        self._wait = QTimer(self, singleShot=True, interval=150)
        self._wait.timeout.connect(self.rebuild)
        clear = QShortcut(QKeySequence(Qt.Key.Key_Escape), self._search, context=Qt.ShortcutContext.WidgetShortcut)
        clear.activated.connect(self._search.clear)
        self._search.textChanged.connect(lambda _text: self._wait.start())
        self._locked.toggled.connect(lambda _on: self.rebuild())
        self._reset_all.clicked.connect(lambda _on: self.reset(None))
        self.rebuild()

    def focus_search(self) -> None:
        """Put the cursor into the search box."""
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search.selectAll()

    def rebuild(self) -> None:
        """Show the groups that the search and the toggle ask for."""
        for old in self._groups:
            old.setParent(None)
            old.deleteLater()
        search = self._search.text()
        found = groups(self._session.levers(), search, locked=self._locked.isChecked())
        self._groups = [self._add(group, place) for place, group in enumerate(found)]
        room = _FEW
        for group, shown in zip(found, self._groups, strict=True):
            room -= len(group.levers)
            shown.set_open(room >= 0 or bool(search))
        self._empty.setVisible(not found)
        self._order_stops()
        self._keep_wide_enough()
        self._show_marks()
        self._scroll.verticalScrollBar().setValue(0)

    def _add(self, group: Group, place: int) -> LeverGroup:
        """Add one group at a place in the list."""
        shown = LeverGroup(group, self._session.value, self)
        shown.edited.connect(self.edit)
        shown.reset.connect(self.reset)
        shown.filled.connect(self._order_stops)
        self._list.insertWidget(place, shown)
        return shown

    def _order_stops(self) -> None:
        """Let the Tab key go from top to bottom: groups are filled in another order."""
        inside = [stop for group in self._groups for stop in group.stops()]
        stops = [self._search, *inside, self._locked, self._reset_all]
        for one, following in pairwise(stops):
            QWidget.setTabOrder(one, following)

    def refresh(self) -> None:
        """Show the values that hold now: after an edit, undo, redo or reset."""
        for group in self._groups:
            group.show_values()
        self._show_marks()

    def edit(self, path: str, value: Any) -> None:
        """Hand one edit to the session; a fault is shown beside the lever and changes nothing."""
        try:
            self._session.set(path, value)
        except InputError as error:
            self._say(path, _in_words(error))
            return
        self._say(path, "")
        self.refresh()
        self.edited.emit()

    def reset(self, paths: list[str] | None) -> None:
        """Give levers the values they were opened with."""
        self._session.reset(paths)
        self.refresh()
        self.edited.emit()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_inner"):
            QTimer.singleShot(0, self, self._keep_wide_enough)  # when the rows have followed it too

    def _keep_wide_enough(self) -> None:
        """Never be so narrow that an editor is cut."""
        self.setMinimumWidth(max(_NARROWEST, self._inner.minimumSizeHint().width() + _SCROLL_BAR))

    def _say(self, path: str, fault: str) -> None:
        """Show a fault beside its lever, or take it away."""
        for group in self._groups:
            group.show_fault(path, fault)

    def _show_marks(self) -> None:
        """Mark what was changed."""
        changed = set(self._session.edits.changes)
        for group in self._groups:
            group.show_marks(changed)
        self._reset_all.setEnabled(bool(changed))

    def _build(self) -> None:
        """Lay out search, groups and the foot."""
        inner = QWidget()
        self._list = QVBoxLayout(inner)
        self._list.setContentsMargins(14, 4, 12, 12)
        self._list.setSpacing(2)
        self._list.addWidget(self._empty)
        self._list.addStretch(1)
        scroll = QScrollArea(widgetResizable=True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        self._inner, self._scroll = inner, scroll
        foot = QHBoxLayout()
        foot.addWidget(self._locked)
        foot.addStretch(1)
        foot.addWidget(self._reset_all)
        foot.setContentsMargins(14, 6, 12, 8)
        head = QVBoxLayout()
        head.setSpacing(8)
        head.addWidget(label(self.tr("Levers"), "heading"))
        head.addWidget(self._search)
        head.setContentsMargins(14, 10, 12, 6)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(scroll, 1)
        layout.addLayout(foot)


def _in_words(error: InputError) -> str:
    """Return the first fault without the address: the lever is right beside it."""
    faults = getattr(error, "faults", None)
    if not faults:
        return str(error)
    return f"{faults[0].message}; {faults[0].remedy}" if faults[0].remedy else faults[0].message
