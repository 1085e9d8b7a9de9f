"""A plot on a card: drawn when it is seen, redrawn when it has changed, copied and saved from its corner."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QGuiApplication, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from opsim.gui.widgets.corner_menu import CornerMenu
from opsim.gui.widgets.texts import ElidedLabel

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.backends.backend_qtagg import FigureCanvasQTAgg
    from matplotlib.figure import Figure

    from opsim.plots.theme import Theme

    Draw = Callable[[Axes], None]

_DPI: Final = 96
_LEAST_PIXELS: Final = 60
#: A smaller plot cannot be read, in heights of a line of text.
_LEAST_WIDTH_EM: Final = 16
_LEAST_HEIGHT_EM: Final = 15
#: A plot is drawn again when its width has changed by more than this share, and has rested for so long.
_SAME_WIDTH: Final = 0.12
_SIZE_RESTS_MS: Final = 150
_KINDS: Final = ("PNG (*.png)", "SVG (*.svg)", "PDF (*.pdf)")


class PlotPanel(QFrame):
    """Holds one axes. `show_plot` says what to draw; it is drawn as soon as, and only when, it can be seen."""

    drawn = Signal()
    least_height_em = _LEAST_HEIGHT_EM

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        """Make an empty card for the plot called `title`."""
        super().__init__(parent)
        self.setObjectName("card")
        self.setAccessibleName(title)
        self.figure: Figure | None = None
        self.canvas: FigureCanvasQTAgg | None = None
        self._draw: Draw | None = None
        self._theme: Theme | None = None
        self._is_stale = False
        self._heading = ElidedLabel(title, "heading")
        self._heading.setContentsMargins(6, 0, 30, 0)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(8, 10, 8, 6)
        self._layout.addWidget(self._heading, 0, Qt.AlignmentFlag.AlignTop)
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.draw_now)
        self._drawn_width = 0
        self._resized = QTimer(self, singleShot=True, interval=_SIZE_RESTS_MS)
        self._resized.timeout.connect(self._draw_for_size)
        self._menu = CornerMenu(self, title)
        self._menu.add(self.tr("Copy picture"), self.copy)
        self._menu.add_export(self.tr("Save picture as…"), _KINDS, self.save)

    @property
    def axes(self) -> Axes | None:
        """The axes, once something was drawn."""
        return self.figure.axes[0] if self.figure and self.figure.axes else None

    def add_choice(self, widget: QWidget) -> None:
        """Put a choice of what is drawn under the heading."""
        self._layout.insertWidget(1, widget, 0, Qt.AlignmentFlag.AlignLeft)

    def show_plot(self, draw: Draw, theme: Theme) -> None:
        """Draw this from now on."""
        self._draw, self._theme, self._is_stale = draw, theme, True
        text_px = QFontMetrics(self.font()).height()
        self.setMinimumSize(_LEAST_WIDTH_EM * text_px, self.least_height_em * text_px)
        if self.isVisible():
            self._soon.start()

    def showEvent(self, event: QShowEvent) -> None:
        """Draw what has changed while nobody could see it."""
        super().showEvent(event)
        if self._is_stale:
            self._soon.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw again for another width: how much text fits beside bars and in legends depends on it."""
        super().resizeEvent(event)
        if self._drawn_width and abs(self.width() - self._drawn_width) > _SAME_WIDTH * self._drawn_width:
            self._resized.start()

    def _draw_for_size(self) -> None:
        """Draw the same once more."""
        self._is_stale = True
        if self.isVisible():
            self.draw_now()

    def draw_now(self) -> None:
        """Draw, if there is anything new."""
        if self._draw is None or not self._is_stale:
            return
        from opsim.plots.save import any_script  # matplotlib is loaded after the first paint

        self._is_stale = False
        self._drawn_width = self.width()
        figure, canvas = self._made()
        axes = figure.axes[0] if figure.axes else figure.subplots()
        with any_script():
            self._draw(axes)
            self._take_title(axes)
        # Drawn once, however often the card still changes its size.
        canvas.draw_idle()  # type: ignore[no-untyped-call]
        self.drawn.emit()

    def copy(self) -> None:
        """Put the picture on the clipboard."""
        QGuiApplication.clipboard().setPixmap(self.grab())

    def save(self, file: str) -> None:
        """Write the picture; the file's ending says in which format."""
        if self.figure is not None:
            from opsim.plots.save import any_script  # see above

            with any_script(), self._with_title():
                self.figure.savefig(file, dpi=2 * _DPI)

    @contextmanager
    def _with_title(self) -> Iterator[None]:
        """Give the plot its title for as long as it is away from the card that shows it."""
        if self.axes is not None and self._theme is not None:
            from opsim.plots.axes import lines_of_legend, title  # see above

            title(self.axes, self._theme, self._heading.text(), lines_of_legend(self.axes))
        yield
        if self.axes is not None:
            self.axes.set_title("", loc="left")

    def _take_title(self, axes: Axes) -> None:
        """Show the plot's title as the heading of the card, in line with those of other cards."""
        self._heading.set_text(axes.get_title(loc="left") or self._heading.text())
        self._menu.set_title(self._heading.text())
        axes.set_title("", loc="left")

    def _made(self) -> tuple[Figure, FigureCanvasQTAgg]:
        """Return figure and canvas, made when they are first needed."""
        if self.figure is None or self.canvas is None:
            figure_class, canvas_class = _matplotlib()
            self.figure = figure_class(layout="constrained", dpi=_DPI)
            self.canvas = canvas_class(self.figure)
            self.canvas.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.canvas.setAccessibleName(self.accessibleName())
            self._layout.addWidget(self.canvas, 1)
            self._layout.activate()
            self._menu.raise_()
        if self._theme is not None:
            self.figure.set_facecolor(self._theme.paper)
        margins = self._layout.contentsMargins()
        width = self.width() - margins.left() - margins.right()  # a new canvas has not been laid out yet
        if width > _LEAST_PIXELS and self.canvas.height() > _LEAST_PIXELS:
            self.figure.set_size_inches(width / _DPI, self.canvas.height() / _DPI, forward=False)
        return self.figure, self.canvas


def _matplotlib() -> tuple[Any, Any]:
    """Return the figure class, and a canvas that lets the wheel scroll the page."""
    from matplotlib.backends.backend_qtagg import FigureCanvasQTAgg  # after the first paint
    from matplotlib.figure import Figure  # likewise

    class Canvas(FigureCanvasQTAgg):
        """Draws names in any script without warnings."""

        def draw(self) -> None:
            """Draw the figure anew; what no font here can write becomes boxes, and nobody is warned."""
            from opsim.plots.save import any_script  # likewise

            with any_script():
                super().draw()  # type: ignore[no-untyped-call]

    return Figure, Canvas
