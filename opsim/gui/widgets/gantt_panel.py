"""A plot over time that is zoomed with the wheel, moved by dragging, and clicked bar by bar.

While it moves, only what changes is drawn, over a picture of the rest; when the hand rests, all is drawn once more.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QHelpEvent
from PySide6.QtWidgets import QToolTip

from opsim.gui.widgets.plot_panel import PlotPanel
from opsim.gui.widgets.texts import tip

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent, QResizeEvent
    from PySide6.QtWidgets import QWidget

    from opsim.gui.widgets.plot_panel import Draw
    from opsim.plots.theme import Theme

_ZOOM: Final = 1.25
#: A press that moves less than this many pixels is a click.
_CLICK_PIXELS: Final = 4
#: Heights in lines of text: of the least chart, of what stands above and below its rows, and of one row.
_LEAST_HEIGHT_EM: Final = 20
_AROUND_EM: Final = 11.0
_ROW_EM: Final = 1.05
#: So long after the last movement the hand rests.
_RESTS_MS: Final = 220
_SIDEWAYS: Final = 0.1
_KEYS: Final = {
    Qt.Key.Key_Left: ("moved", -0.2),
    Qt.Key.Key_Right: ("moved", 0.2),
    Qt.Key.Key_PageUp: ("moved", -1.0),
    Qt.Key.Key_PageDown: ("moved", 1.0),
    Qt.Key.Key_Plus: ("zoomed", 1 / _ZOOM),
    Qt.Key.Key_Minus: ("zoomed", _ZOOM),
    Qt.Key.Key_Equal: ("zoomed", 1 / _ZOOM),  # the plus of many keyboards, without Shift
    Qt.Key.Key_Home: ("went", 0.0),
    Qt.Key.Key_End: ("went", 1.0),
    Qt.Key.Key_0: ("went", None),
    Qt.Key.Key_Up: ("stepped", -1),
    Qt.Key.Key_Down: ("stepped", 1),
}


class GanttPanel(PlotPanel):
    """Tells what the person wants.

    `zoomed` (factor, around ms), `moved` (share of the window), `went` (0 the start, 1 the end, None the whole run),
    `stepped` (rows up or down), `clicked` (row, ms), and `rested`: the last movement was a moment ago. `describe` is
    asked for the tooltip of a row at a moment (ms), paragraph by paragraph.
    """

    zoomed = Signal(float, object)
    moved = Signal(float)
    went = Signal(object)
    stepped = Signal(int)
    clicked = Signal(int, float)
    rested = Signal()
    least_height_em = _LEAST_HEIGHT_EM

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        """Make an empty card that takes the keyboard."""
        super().__init__(title, parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._pressed: tuple[float, float] | None = None
        self._travelled = 0.0
        self._is_wired = False
        self.describe: Callable[[int, float], tuple[str, ...]] = lambda _row, _ms: ()
        self._move: Draw | None = None
        self._still: Any = None
        self._frame = QTimer(self, singleShot=True, interval=0)
        self._frame.timeout.connect(self.show_frame)
        self._rest = QTimer(self, singleShot=True, interval=_RESTS_MS)
        self._rest.timeout.connect(self._come_to_rest)
        self.drawn.connect(self._wire)

    def event(self, event: QEvent) -> bool:
        """Say what lies under a mouse that rests on the chart."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.text_at(event.pos()), self)
            return True
        return super().event(event)

    def text_at(self, point: QPoint) -> str:
        """Return the tooltip for a point of this card; empty beside the bars."""
        canvas, axes = self.canvas, self.axes
        if canvas is None or axes is None:
            return ""
        at = canvas.mouseEventCoords(canvas.mapFrom(self, point))  # type: ignore[no-untyped-call]
        if not axes.bbox.contains(*at):
            return ""
        at_ms, row = axes.transData.inverted().transform(at)
        return tip(*said) if (said := self.describe(round(float(row)), float(at_ms))) else ""

    def make_room(self, rows: int) -> None:
        """Be high enough for so many rows."""
        self.least_height_em = max(_LEAST_HEIGHT_EM, math.ceil(_AROUND_EM + _ROW_EM * rows))

    def rows_that_fit(self) -> int:
        """Return how many rows can be told apart at the present height."""
        return max(5, int((self.height() / QFontMetrics(self.font()).height() - _AROUND_EM) / _ROW_EM))

    def move_plot(self, move: Draw, draw: Draw, theme: Theme) -> None:
        """Show another window of time soon, by `move`, which changes what `draw` would draw anew."""
        if self.canvas is None or self._is_stale or not hasattr(self.canvas, "renderer"):
            self.show_plot(draw, theme)
            return
        self._draw, self._theme, self._move = draw, theme, move
        if self.isVisible():
            self._frame.start()
        else:
            self.show_plot(draw, theme)

    def show_frame(self) -> None:
        """Draw what moves over the picture of what does not."""
        canvas, axes = self.canvas, self.axes
        if canvas is None or axes is None or self._move is None or self._is_stale:
            return
        from opsim.plots.boxes import moving  # matplotlib is loaded after the first paint
        from opsim.plots.save import any_script  # likewise

        if self._still is None:
            self._still = self._picture_without_time()
        with any_script():
            self._move(axes)
            canvas.restore_region(self._still)  # type: ignore[no-untyped-call]
            for artist in (axes.xaxis, *moving(axes)):
                axes.draw_artist(artist)
        canvas.blit(canvas.figure.bbox)  # type: ignore[no-untyped-call]
        self._rest.start()

    def draw_now(self) -> None:
        """Draw everything, if there is anything new."""
        if self._is_stale:
            self._leave_motion()
        super().draw_now()

    def save(self, file: str) -> None:
        """Write the picture with room for its title."""
        self._leave_motion()
        super().save(file)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the plot out anew for its new size."""
        super().resizeEvent(event)
        self._leave_motion()
        self._rest.start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move, + and - zoom, Home and End go to the ends of the run, 0 shows the whole of it."""
        what = _KEYS.get(Qt.Key(event.key()))
        if what is None:
            super().keyPressEvent(event)
        elif what[0] == "zoomed":
            self.zoomed.emit(what[1], None)
        else:
            getattr(self, str(what[0])).emit(what[1])

    def _picture_without_time(self) -> Any:
        """Return a picture of the plot without what moves; from now on the layout stays as it is."""
        canvas, axes = self.canvas, self.axes
        assert canvas is not None  # noqa: S101 - for the type checker; the caller has looked
        assert axes is not None  # noqa: S101 - likewise
        from opsim.plots.boxes import clear_moving  # see above

        canvas.figure.set_layout_engine("none")
        clear_moving(axes)
        axes.xaxis.set_animated(True)
        canvas.draw()  # type: ignore[no-untyped-call]
        return canvas.copy_from_bbox(canvas.figure.bbox)  # type: ignore[no-untyped-call]

    def _come_to_rest(self) -> None:
        """Draw everything once more, and tell."""
        if self._still is not None and self.axes is not None and self.canvas is not None:
            self._still = None
            self.axes.xaxis.set_animated(False)
            self.canvas.draw_idle()  # type: ignore[no-untyped-call]
        self.rested.emit()

    def _leave_motion(self) -> None:
        """Let the next drawing be a whole one, laid out anew."""
        self._rest.stop()
        self._still = None
        if self.axes is not None and self.canvas is not None:
            self.axes.xaxis.set_animated(False)
            self.canvas.figure.set_layout_engine("constrained")

    def _wire(self) -> None:
        """Listen to the mouse, once there is a canvas."""
        if self._is_wired or self.canvas is None:
            return
        self._is_wired = True
        self.canvas.mpl_connect("scroll_event", self._scroll)
        self.canvas.mpl_connect("button_press_event", self._press)
        self.canvas.mpl_connect("motion_notify_event", self._drag)
        self.canvas.mpl_connect("button_release_event", self._release)

    def _scroll(self, event: Any) -> None:
        """Zoom around the moment under the mouse; with Shift, move."""
        held = event.guiEvent.modifiers() if event.guiEvent is not None else Qt.KeyboardModifier.NoModifier
        if held & Qt.KeyboardModifier.ShiftModifier:
            self.moved.emit(-_SIDEWAYS * event.step)
        elif event.xdata is not None:
            self.zoomed.emit(_ZOOM**-event.step, float(event.xdata))

    def _press(self, event: Any) -> None:
        """Remember where a drag or a click begins."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self._pressed, self._travelled = (float(event.x), float(event.y)), 0.0

    def _drag(self, event: Any) -> None:
        """Move with the mouse."""
        if self._pressed is None or self.axes is None:
            return
        pixels = float(event.x) - self._pressed[0]
        self._travelled += abs(pixels)
        if self._travelled > _CLICK_PIXELS:
            self._pressed = (float(event.x), self._pressed[1])
            self.moved.emit(-pixels / max(1.0, float(self.axes.bbox.width)))

    def _release(self, event: Any) -> None:
        """Take a press without a drag as a click on a bar."""
        was_click = self._pressed is not None and self._travelled <= _CLICK_PIXELS
        self._pressed = None
        if was_click and event.ydata is not None:
            self.clicked.emit(round(float(event.ydata)), float(event.xdata))
