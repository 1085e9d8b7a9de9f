"""A plot over time that is zoomed with the wheel, moved by dragging, and clicked row by row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, Signal

from opsim.gui.widgets.plot_panel import PlotPanel

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QWidget

_ZOOM: Final = 1.25
#: A press that moves less than this many pixels is a click.
_CLICK_PIXELS: Final = 4
#: Its many rows need more room than other plots, in heights of a line of text.
_LEAST_HEIGHT_EM: Final = 28
_KEYS: Final = {
    Qt.Key.Key_Left: ("moved", -0.2),
    Qt.Key.Key_Right: ("moved", 0.2),
    Qt.Key.Key_PageUp: ("moved", -1.0),
    Qt.Key.Key_PageDown: ("moved", 1.0),
    Qt.Key.Key_Plus: ("zoomed", 1 / _ZOOM),
    Qt.Key.Key_Minus: ("zoomed", _ZOOM),
    Qt.Key.Key_Home: ("whole", 0.0),
}


class GanttPanel(PlotPanel):
    """Tells what the person wants: `zoomed` (factor, around ms), `moved` (share), `whole`, `row_clicked` (row)."""

    zoomed = Signal(float, object)
    moved = Signal(float)
    whole = Signal()
    row_clicked = Signal(int)
    least_height_em = _LEAST_HEIGHT_EM

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        """Make an empty card that takes the keyboard."""
        super().__init__(title, parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._pressed: tuple[float, float] | None = None
        self._travelled = 0.0
        self._is_wired = False
        self.drawn.connect(self._wire)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move, + and - zoom, Home shows the whole run."""
        what = _KEYS.get(Qt.Key(event.key()))
        if what is None:
            super().keyPressEvent(event)
        elif what[0] == "zoomed":
            self.zoomed.emit(what[1], None)
        elif what[0] == "moved":
            self.moved.emit(what[1])
        else:
            self.whole.emit()

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
        """Zoom around the moment under the mouse."""
        if event.xdata is not None:
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
        """Take a press without a drag as a click on a row."""
        was_click = self._pressed is not None and self._travelled <= _CLICK_PIXELS
        self._pressed = None
        if was_click and event.ydata is not None and self.axes is not None:
            self.row_clicked.emit(round(float(event.ydata)))
