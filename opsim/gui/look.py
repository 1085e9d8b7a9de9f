"""How the window looks: one palette and one style sheet for light and dark, at the chosen text size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from opsim.plots.theme import DARK, LIGHT, Theme

_SMALLEST_FONT_PT: Final = 10.0
_HALF: Final = 128


@dataclass(frozen=True)
class Look:
    """The window's colours around the plots' theme, and its text size in points."""

    theme: Theme
    ground: str
    line: str
    hover: str
    on_accent: str
    text_pt: float

    @property
    def plot_theme(self) -> Theme:
        """The theme of the plots, at this text size."""
        return self.theme.sized(self.text_pt)


def look_for(*, dark: bool, text_pt: float) -> Look:
    """Return the light or the dark look."""
    if dark:
        return Look(DARK, ground="#151b1f", line="#313c43", hover="#28333a", on_accent="#0b1418", text_pt=text_pt)
    return Look(LIGHT, ground="#f2f5f6", line="#dbe2e5", hover="#e8eef0", on_accent="#ffffff", text_pt=text_pt)


def system_is_dark() -> bool:
    """Tell whether the person's desktop is dark."""
    return QGuiApplication.styleHints().colorScheme().name == "Dark"


def starts_dark() -> bool:
    """Tell the same before the app wears its own palette, 30 ms sooner: asking for the scheme makes all enums of Qt."""
    return QGuiApplication.palette().window().color().lightness() < _HALF


def bare_look(look: Look) -> str:
    """Return the style of a window with nothing in it yet."""
    return f"QMainWindow {{ background: {look.ground}; }}"


def wear(app: QApplication, look: Look) -> None:
    """Give the whole app the look."""
    font = app.font()
    if abs(font.pointSizeF() - look.text_pt) > 0.01:
        font.setPointSizeF(look.text_pt)
        app.setFont(font)
    app.setPalette(_palette(look))
    app.setStyleSheet(_style_sheet(look))


def text_points(system_pt: float, factor: float) -> float:
    """Return the text size: the system's, but never tiny, times the person's choice."""
    return round(max(_SMALLEST_FONT_PT, system_pt) * factor, 1)


def _palette(look: Look) -> QPalette:
    """Return the palette: what every Fusion widget is painted with."""
    theme, role = look.theme, QPalette.ColorRole
    palette = QPalette()
    colours = {
        role.Window: look.ground,
        role.WindowText: theme.ink,
        role.Base: theme.paper,
        role.AlternateBase: look.ground,
        role.Text: theme.ink,
        role.Button: theme.paper,
        role.ButtonText: theme.ink,
        role.BrightText: theme.bad,
        role.ToolTipBase: theme.paper,
        role.ToolTipText: theme.ink,
        role.PlaceholderText: theme.muted,
        role.Highlight: theme.accent,
        role.HighlightedText: look.on_accent,
        role.Link: theme.accent,
        role.Light: look.hover,
        role.Midlight: look.hover,
        role.Mid: look.line,
        role.Dark: look.line,
        role.Shadow: look.line,
    }
    for name, colour in colours.items():
        palette.setColor(name, QColor(colour))
    for name in (role.Text, role.ButtonText, role.WindowText):
        palette.setColor(QPalette.ColorGroup.Disabled, name, QColor(theme.muted))
    return palette


def _style_sheet(look: Look) -> str:
    """Return the style sheet: cards, headings, tabs and the one coloured button."""
    from opsim.scenario.library import assets_folder  # after the first paint: loads the scenario's models

    values = {
        "tick": f'url("{(assets_folder() / f"tick-{look.theme.name}.png").as_posix()}")',
        "ground": look.ground,
        "line": look.line,
        "hover": look.hover,
        "on_accent": look.on_accent,
        "paper": look.theme.paper,
        "ink": look.theme.ink,
        "muted": look.theme.muted,
        "accent": look.theme.accent,
        "good": look.theme.good,
        "bad": look.theme.bad,
        "huge": f"{look.text_pt * 1.9:.1f}pt",
        "big": f"{look.text_pt * 1.5:.1f}pt",
        "heading": f"{look.text_pt * 1.1:.1f}pt",
        "small": f"{look.text_pt * 0.92:.1f}pt",
    }
    sheet = _SHEET
    for name, value in values.items():
        sheet = sheet.replace(f"@{name};", f"{value};").replace(f"@{name} ", f"{value} ")
    return sheet


_SHEET: Final = """
QToolTip { background: @paper; color: @ink; border: 1px solid @line; padding: 6px; }
QMainWindow, QScrollArea, #page, #leversPanel, #startPage { background: @ground; border: none; }
QScrollArea > QWidget > QWidget { background: @ground; }
#card { background: @paper; border: 1px solid @line; border-radius: 8px; }
#scenarioCard { background: @paper; border: 1px solid @line; border-radius: 10px; }
#scenarioCard:hover, #scenarioCard:focus { border: 2px solid @accent; }
#title { font-size: @huge; font-weight: 600; color: @ink; }
#heading { font-size: @heading; font-weight: 600; color: @ink; }
#cardTitle { font-size: @big; font-weight: 600; color: @ink; }
#muted { color: @muted; }
#small { color: @muted; font-size: @small; }
#value { font-size: @big; font-weight: 600; color: @ink; }
#change { font-size: @small; color: @muted; }
#change[tone="good"] { color: @good; }
#change[tone="bad"] { color: @bad; }
#fault { color: @bad; font-size: @small; }
#kind { color: @accent; font-weight: 600; font-size: @small; }
#notice { background: @paper; color: @ink; border-bottom: 1px solid @line; border-left: 5px solid @bad; padding: 9px; }
QToolBar { background: @paper; border: none; border-bottom: 1px solid @line; spacing: 6px; padding: 5px 8px; }
QMenuBar { background: @paper; color: @ink; }
QMenuBar::item { padding: 4px 9px; background: transparent; }
QMenuBar::item:selected { background: @hover; }
QStatusBar { background: @paper; border-top: 1px solid @line; color: @muted; }
QStatusBar::item { border: none; }
QTabWidget::pane { border: none; border-top: 1px solid @line; }
QTabBar { background: @ground; }
QTabBar::tab { background: transparent; color: @muted; padding: 8px 16px;
  border: none; border-bottom: 3px solid transparent; }
QTabBar::tab:selected { color: @ink; border-bottom: 3px solid @accent; font-weight: 600; }
QTabBar::tab:hover { color: @ink; }
QTabBar::tab:focus { color: @accent; }
QPushButton { background: @paper; color: @ink; border: 1px solid @line; border-radius: 5px; padding: 5px 12px; }
QPushButton:hover { background: @hover; }
QPushButton:focus { border: 1px solid @accent; }
QPushButton:checked { background: @hover; border: 2px solid @accent; padding: 4px 11px; }
QPushButton:disabled { color: @muted; background: @ground; }
#primary { background: @accent; color: @on_accent; border: 1px solid @accent; font-weight: 600; padding: 5px 18px; }
#primary:disabled { background: @ground; color: @muted; border: 1px solid @line; }
#primary:focus { border: 2px solid @ink; }
QToolButton#flat { background: transparent; border: none; border-radius: 4px; padding: 2px 5px; color: @muted; }
QToolButton#flat:hover, QToolButton#flat:focus { background: @hover; color: @ink; }
QToolButton#flat::menu-indicator { image: none; }
QToolButton#group { background: transparent; border: none; color: @ink; font-weight: 600; padding: 6px 2px; }
QToolButton#group:hover, QToolButton#group:focus { color: @accent; }
QLineEdit#field { background: @paper; border: 1px solid @line; border-radius: 4px; padding: 3px 6px; }
QLineEdit#field:focus { border: 1px solid @accent; }
QLineEdit#field:disabled { color: @muted; background: @ground; }
QCheckBox::indicator { width: 13px; height: 13px; border: 1px solid @muted; border-radius: 3px; background: @paper; }
QCheckBox::indicator:hover, QCheckBox::indicator:focus { border: 1px solid @accent; }
QCheckBox::indicator:checked { background: @accent; border: 1px solid @accent; image: @tick; }
QCheckBox::indicator:checked:disabled { background: @muted; }
QCheckBox::indicator:disabled { border: 1px solid @line; background: @ground; }
QPlainTextEdit#card { padding: 6px; color: @ink; }
QProgressBar { background: @ground; border: 1px solid @line; border-radius: 5px; min-height: 10px; max-height: 10px; }
QProgressBar:disabled { background: transparent; border: 1px solid transparent; }
QProgressBar::chunk { background: @accent; border-radius: 4px; }
QTableView { background: @paper; border: none; selection-background-color: @hover; selection-color: @ink; }
QHeaderView::section { background: @paper; color: @muted; padding: 5px 4px;
  border: none; border-bottom: 1px solid @line; }
QSplitter::handle { background: transparent; }
QSplitter#main::handle { background: @line; }
QScrollBar:vertical { width: 11px; background: transparent; border: none; }
QScrollBar:horizontal { height: 11px; background: transparent; border: none; }
QScrollBar::handle { background: @line; border-radius: 4px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::handle:hover { background: @muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
"""
