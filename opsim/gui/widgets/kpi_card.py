"""Key figures on cards, in one row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

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
    """A row of cards of equal width."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without cards."""
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.cards: list[KpiCard] = []
        self._wanted = 0
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(10)

    def show_cards(self, cards: list[Card]) -> None:
        """Show these figures; cards are reused."""
        while len(self.cards) < len(cards):
            self.cards.append(KpiCard())
            self._row.addWidget(self.cards[-1], 1)
        for widget, card in zip(self.cards, cards, strict=False):
            widget.show_card(card)
        self._wanted = len(cards)
        self._show_those_that_fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show fewer cards where there is less room."""
        super().resizeEvent(event)
        self._show_those_that_fit()

    def _show_those_that_fit(self) -> None:
        """Show the first cards, as many as can be read."""
        least = QFontMetrics(self.font()).horizontalAdvance(_WIDEST_VALUE) * _VALUE_SCALE + _FRAME
        fitting = max(1, int(self.width() // least))
        for place, card in enumerate(self.cards):
            card.setVisible(place < min(self._wanted, fitting))
