"""What is asked for when an animation is."""

from dataclasses import dataclass

from PySide6.QtCore import QSize

from linreg_gui.views.exporting.picture_painting import Pane


@dataclass(frozen=True)
class AnimationWish:
    """What was asked for.

    Attributes
    ----------
    epochs : tuple of int
        One a frame.
    fps : float
    pane : Pane
    size : QSize
        In pixels.
    is_dark : bool or None
        None for the theme of the window.
    """

    epochs: tuple[int, ...]
    fps: float
    pane: Pane
    size: QSize
    is_dark: bool | None
