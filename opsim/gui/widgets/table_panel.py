"""A table on a card, with copy and export."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from opsim.gui.models.grid import Cell, Grid
from opsim.gui.widgets.corner_menu import CornerMenu
from opsim.gui.widgets.texts import label, tip

Index = QModelIndex | QPersistentModelIndex
_NOWHERE: Final = QModelIndex()
#: Space above and below the text of a row, in pixels.
_AIR: Final = 7
#: Space between the widest texts of two columns, in pixels.
_GAP: Final = 10
#: A column is never narrower than this.
_LEAST_CHARACTERS: Final = 6
#: Rows of a longer table are not measured one by one.
_MOST_WRAPPED: Final = 100
#: A column of text is as wide as so many of the narrowest columns at least, if it needs to.
_WORDS: Final = 4
#: A heading takes so many lines at most.
_MOST_LINES: Final = 3
#: A lower table shows too few rows, in heights of a line of text.
_LEAST_HEIGHT_EM: Final = 15


class _GridModel(QAbstractTableModel):
    """Hands a `Grid` to Qt."""

    def __init__(self, parent: QWidget) -> None:
        """Start empty."""
        super().__init__(parent)
        self.grid = Grid(("",))
        self.tones: dict[str, str] = {}
        self._in_lines = False

    def show_grid(self, grid: Grid) -> None:
        """Show another table."""
        self.beginResetModel()
        self.grid = grid
        self.endResetModel()

    def break_headings(self, *, in_lines: bool) -> None:
        """Show long headings on several lines, which takes less room from side to side."""
        if in_lines != self._in_lines:
            self._in_lines = in_lines
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.columnCount() - 1)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return the number of rows; a cell has none below it."""
        return 0 if parent.isValid() else len(self.grid.rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Return the number of columns."""
        return 0 if parent.isValid() else len(self.grid.headers)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a heading."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(self.alignment(section))
        if role == Qt.ItemDataRole.ToolTipRole and section < len(self.grid.meanings):
            return tip(self.grid.meanings[section])
        heading = self.grid.headers[section]
        shown = in_lines(heading) if self._in_lines else heading
        return shown if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what Qt asks of one cell."""
        cell = self.grid.rows[index.row()][index.column()]
        answer = _ROLES.get(Qt.ItemDataRole(role))
        return answer(self, cell, index.column()) if answer else None

    def alignment(self, column: int) -> Qt.AlignmentFlag:
        """Return texts to the left, numbers to the right."""
        is_text = column == 0 or column in self.grid.texts
        side = Qt.AlignmentFlag.AlignLeft if is_text else Qt.AlignmentFlag.AlignRight
        return side | Qt.AlignmentFlag.AlignVCenter

    def colour(self, cell: Cell) -> QColor | None:
        """Return the colour of a cell that is good or bad news."""
        return QColor(self.tones[cell.tone]) if cell.tone in self.tones else None


def _font(cell: Cell) -> QFont | None:
    """Return a bold font for sums."""
    if not cell.strong:
        return None
    font = QFont(QGuiApplication.font())
    font.setBold(True)
    return font


_ROLES: Final[dict[Qt.ItemDataRole, Callable[[_GridModel, Cell, int], Any]]] = {
    Qt.ItemDataRole.DisplayRole: lambda _m, cell, _c: "   " * cell.indent + cell.text,
    Qt.ItemDataRole.ToolTipRole: lambda _m, cell, column: tip(cell.text) if column == 0 else None,
    Qt.ItemDataRole.TextAlignmentRole: lambda m, _cell, column: int(m.alignment(column)),
    Qt.ItemDataRole.FontRole: lambda _m, cell, _c: _font(cell),
    Qt.ItemDataRole.ForegroundRole: lambda m, cell, _c: m.colour(cell),
}


def in_lines(heading: str) -> str:
    """Return a heading on as many lines as make it narrow: no wider than its longest word, or a third of it."""
    words = heading.split()
    width = max([len(word) for word in words] + [-(-len(heading) // _MOST_LINES), 1])
    return "\n".join(textwrap.wrap(heading, width, break_long_words=False, break_on_hyphens=False)) or heading


class _Apart(QStyledItemDelegate):
    """Keeps columns apart."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the room of a text and of the gap beside it."""
        return super().sizeHint(option, index) + QSize(_GAP, 0)


class TablePanel(QFrame):
    """Shows a grid; `row_chosen` tells which row the person is on."""

    row_chosen = Signal(int)

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        """Make an empty table under `title`."""
        super().__init__(parent)
        self.setObjectName("card")
        self._title = title
        self._model = _GridModel(self)
        self._is_fitting = False
        self.view = self._table()
        self.view.viewport().installEventFilter(self)
        self._heading = label(title, "heading")
        self._note = label("", "small", wrap=True)
        self._note.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 8)
        layout.addWidget(self._heading)
        layout.addWidget(self._note)
        layout.addWidget(self.view)
        self._menu = CornerMenu(self, self._title)
        self._menu.add(self.tr("Copy table"), self.copy)
        self._menu.add_export(self.tr("Save table as…"), ("CSV (*.csv)",), self.save)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), self.view, self.copy, context=_IN_WIDGET)

    @property
    def grid(self) -> Grid:
        """The table on screen."""
        return self._model.grid

    def show_grid(self, grid: Grid, tones: dict[str, str]) -> None:
        """Show another table; the chosen row stays."""
        row = self.view.currentIndex().row()
        self.view.verticalHeader().setDefaultSectionSize(QFontMetrics(self.font()).height() + _AIR)
        self._model.tones = tones
        self._model.show_grid(grid)
        self._note.setText(grid.note)
        self._note.setVisible(bool(grid.note))
        self.setMinimumHeight(QFontMetrics(self.font()).height() * _LEAST_HEIGHT_EM)
        self._fit()
        if 0 <= row < len(grid.rows):
            self.view.selectRow(row)

    def set_title(self, title: str) -> None:
        """Show another heading."""
        self._heading.setText(title)
        self.view.setAccessibleName(title)
        self._menu.set_title(title)

    def copy(self) -> None:
        """Put the selected rows, or the whole table, on the clipboard."""
        rows = sorted({index.row() for index in self.view.selectionModel().selectedRows()})
        QGuiApplication.clipboard().setText(self.grid.as_text(rows if len(rows) > 1 else None))

    def save(self, file: str) -> None:
        """Write the table as CSV; the mark at the start tells spreadsheets that it is UTF-8."""
        with open(file, "w", encoding="utf-8-sig", newline="") as out:  # noqa: PTH123 - newline matters
            out.write(self.grid.as_csv())

    def _table(self) -> QTableView:
        """Return the view: whole rows, no grid, first column wide."""
        view = QTableView(self, showGrid=False, wordWrap=False, cornerButtonEnabled=False)
        view.setTabKeyNavigation(False)
        view.setModel(self._model)
        view.setItemDelegate(_Apart(view))
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setAccessibleName(self._title)
        view.verticalHeader().hide()
        view.verticalHeader().setMinimumSectionSize(8)
        header = view.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setHighlightSections(False)
        header.setMinimumSectionSize(QFontMetrics(self.font()).averageCharWidth() * _LEAST_CHARACTERS)
        view.selectionModel().currentRowChanged.connect(lambda now, _before: self.row_chosen.emit(now.row()))
        return view

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the room that there is for the table."""
        if event.type() == QEvent.Type.Resize and not self._is_fitting:
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        """Let the names take the room that is left, or a last column of sentences, on as many lines as it needs.

        Where there is too little, headings take several lines, then spare columns go, and then the table scrolls: no
        name is cut.
        """
        self._is_fitting = True
        modes, room = QHeaderView.ResizeMode, self.view.viewport().width()
        self._model.break_headings(in_lines=False)
        for column in range(self._model.columnCount()):
            self.view.setColumnHidden(column, False)
        if self._needed() > room:
            self._model.break_headings(in_lines=True)
        for column in reversed(self.grid.spare):
            if self._needed() > room:
                self.view.setColumnHidden(column, True)
        has_room, in_sentences = self._needed() <= room, self._ends_in_sentences()
        stretched = self._model.columnCount() - 1 if in_sentences else 0 if has_room else -1
        for column in range(self._model.columnCount()):
            mode = modes.Stretch if column == stretched else modes.ResizeToContents
            self.view.horizontalHeader().setSectionResizeMode(column, mode)
        self.view.setWordWrap(in_sentences)
        if in_sentences:
            QTimer.singleShot(0, self, self._fit_rows)  # when the columns have their widths
        self._is_fitting = False

    def _fit_rows(self) -> None:
        """Give each row as much room as its lines need, and some air."""
        if len(self.grid.rows) > _MOST_WRAPPED or not self.view.wordWrap():
            return
        for row in range(len(self.grid.rows)):
            self.view.setRowHeight(row, self.view.sizeHintForRow(row) + _AIR)

    def _ends_in_sentences(self) -> bool:
        """Say whether the last column holds text, which may take several lines."""
        last = self._model.columnCount() - 1
        return last > 0 and last in self.grid.texts

    def _needed(self) -> int:
        """Return how wide the table is with nothing cut; a last column of text is no wider than some words."""
        columns = [c for c in range(self._model.columnCount()) if not self.view.isColumnHidden(c)]
        least = self.view.horizontalHeader().minimumSectionSize()
        widths = [max(self.view.sizeHintForColumn(c), self._header_width(c), least) for c in columns]
        if self._ends_in_sentences():
            widths[-1] = min(widths[-1], _WORDS * least)
        return sum(widths)

    def _header_width(self, column: int) -> int:
        """Return how wide the heading of a column is."""
        return self.view.horizontalHeader().sectionSizeHint(column)


_IN_WIDGET: Final = Qt.ShortcutContext.WidgetShortcut
