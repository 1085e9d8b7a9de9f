"""Key figures on cards, in as many rows as they need."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QFrame, QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from opsim.gui.widgets.texts import ElidedLabel, label, tip

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from opsim.gui.models.cards import Card

#: What must fit into a card: a long value, how much larger than other text it is, and the card's frame and gap.
_WIDEST_VALUE: Final = "−88.8 k EUR"
_VALUE_SCALE: Final = 1.6
_FRAME: Final = 36


class KpiCard(QFrame):
    """One key figure."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty card."""
        super().__init__(parent)
        self.setObjectName("card")
        self._title = ElidedLabel(name="small")
        self.value = label(name="value")
        self.change = label(name="change")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 10, 10, 10)
        layout.setSpacing(2)
        for widget in (self._title, self.value, self.change):
            layout.addWidget(widget)

    def show_card(self, card: Card) -> None:
        """Show another figure."""
        self._title.set_text(card.title)
        self.value.setText(card.value)
        self.change.setText(card.change or " ")
        self.change.setProperty("tone", card.tone)
        self.change.style().polish(self.change)
        self.setToolTip(tip(card.title, card.explanation))
        self.setAccessibleName(f"{card.title}: {card.value} {card.change} {card.tone}".strip())


class KpiCards(QWidget):
    """Cards of equal width; where there is less room, in more rows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without cards."""
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.cards: list[KpiCard] = []
        self._wanted = self._columns = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(10)

    def show_cards(self, cards: list[Card]) -> None:
        """Show these figures; cards are reused."""
        while len(self.cards) < len(cards):
            self.cards.append(KpiCard(self))
        for widget, card in zip(self.cards, cards, strict=False):
            widget.show_card(card)
        if self._wanted != len(cards):
            self._wanted, self._columns = len(cards), 0
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take more rows where there is less room."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Put the cards into rows of equal length, each card wide enough to be read."""
        least = QFontMetrics(self.font()).horizontalAdvance(_WIDEST_VALUE) * _VALUE_SCALE + _FRAME
        rows = -(-self._wanted // max(1, int(self.width() // least)))
        columns = -(-self._wanted // max(1, rows))
        if columns == self._columns:
            return
        for column in range(max(columns, self._columns)):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        self._columns = columns
        for place, card in enumerate(self.cards):
            card.setVisible(place < self._wanted)
            self._grid.addWidget(card, *divmod(place, max(1, columns)))
