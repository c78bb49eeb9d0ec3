"""The loss surface tipped up: where a place of the map stands on the screen, and the way back.

Heights are log₁₀ of the loss, as on the axis of the loss pane. The projection is orthographic: seen
from above it is the map itself. At one height it is affine, so that level ellipses stay ellipses.

    u = (m − centre) · k_x,  v = (b − centre) · k_y
    across = u·cos ψ − v·sin ψ,  away = u·sin ψ + v·cos ψ
    up = away·cos φ + (z − base)·k_z·sin φ
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, Self

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from linreg_gui.core.bowl import Bowl
    from linreg_gui.views.canvas.pixel_frame import FloatArray, Range

LOWEST_SHARE = 1e-6
"""Of the highest loss in view: what is lower stands at this height, and looks flat."""
LARGEST_LOSS = 1e300
BELOW = 0.25
"""Decades from the base to the lowest place."""
HEIGHT_SHARE = 0.65
"""Height of all that is in view, as a part of the shorter side of the map."""
N_RAY = 60
N_COLUMNS, N_ROWS = 96, 24
"""Of the outline. Hills are round: between two rows they rise by a tenth of a pixel at most."""
HIDDEN_PIXELS = 1.5
N_BISECTIONS = 30


class Pose(NamedTuple):
    """From where one looks.

    Attributes
    ----------
    turn, tip : float
        ψ and φ, in radians; both 0 for the map.
    """

    turn: float = 0.0
    tip: float = 0.0


class Columns(NamedTuple):
    """The outline of the ground, upright line by upright line; each of shape (n,).

    Attributes
    ----------
    x : ndarray
    top, rim, base : ndarray
        The highest ground, the edge of it that is near, and the base below that edge, in pixels.
    near : int
        The column of the nearest corner.
    rim_height : ndarray
        log₁₀ of the loss at the edge.
    """

    x: FloatArray
    top: FloatArray
    rim: FloatArray
    base: FloatArray
    near: int
    rim_height: FloatArray

    def moved(
        self, origin: tuple[float, float], goal: tuple[float, float], factor: float
    ) -> Columns:
        """Return the outline of the same ground, enlarged and elsewhere."""
        x = goal[0] + factor * (self.x - origin[0])
        top, rim, base = (
            goal[1] + factor * (y - origin[1]) for y in (self.top, self.rim, self.base)
        )
        return Columns(x, top, rim, base, self.near, self.rim_height)


@dataclass(frozen=True, eq=False)
class Tilt:
    """A part of a loss surface, seen from somewhere; made by `fitted`.

    Attributes
    ----------
    bowl : Bowl
    shown : tuple of float
        left, right, bottom and top of the map.
    scales : tuple of float
        k_x and k_y, in pixels per unit.
    pose : Pose
    origin : tuple of float
        Where the middle of the map stands at the base, in pixels.
    """

    bowl: Bowl
    shown: Range
    scales: tuple[float, float]
    pose: Pose
    origin: tuple[float, float] = (0.0, 0.0)

    _outline: Columns | None = None

    @classmethod
    def fitted(cls, flat: Tilt, whole: Tilt, area: Range, share: float) -> Self:
        """Return a tilt that fits into an area, or is on its way there.

        Parameters
        ----------
        flat, whole : Tilt
            The map: where it is and how large; the same seen from where one looks at last.
        area : tuple of float
            left, top, width and height, in pixels.
        share : float
            0 for the map, 1 for what fits.
        """
        outline = whole.outline
        left, top = float(outline.x[0]), float(outline.top.min())
        width, height = float(outline.x[-1]) - left, float(outline.base.max()) - top
        factor = min(area[2] / max(width, 1.0), area[3] / max(height, 1.0))
        goal = (
            area[0] + 0.5 * area[2] - factor * (left + 0.5 * width - whole.origin[0]),
            area[1] + 0.5 * area[3] - factor * (top + 0.5 * height - whole.origin[1]),
        )
        size = 1.0 + share * (factor - 1.0)
        return cls(
            flat.bowl,
            flat.shown,
            (size * flat.scales[0], size * flat.scales[1]),
            Pose(share * whole.pose.turn, share * whole.pose.tip),
            (
                flat.origin[0] + share * (goal[0] - flat.origin[0]),
                flat.origin[1] + share * (goal[1] - flat.origin[1]),
            ),
            outline.moved(whole.origin, goal, factor) if share >= 1.0 else None,
        )

    # ---- heights

    @cached_property
    def highest(self) -> float:
        """The largest loss in view."""
        return self.bowl.floor + self.bowl.highest_excess(self.shown)

    @cached_property
    def lowest(self) -> float:
        """The smallest loss that has a height of its own."""
        return max(self.bowl.floor, LOWEST_SHARE * self.highest)

    @property
    def is_drawable(self) -> bool:
        """Whether the losses in view have logarithms, and are not all the same up to rounding."""
        return self.bowl.floor < self.highest < LARGEST_LOSS

    @cached_property
    def base(self) -> float:
        """log₁₀ of the loss at the base."""
        return math.log10(self.lowest) - BELOW

    @cached_property
    def decades(self) -> float:
        """From the base to the highest loss."""
        return math.log10(self.highest) - self.base

    @cached_property
    def height_scale(self) -> float:
        """k_z, in pixels per decade, before it is foreshortened."""
        left, right, bottom, top = self.shown
        sides = (right - left) * self.scales[0], (top - bottom) * self.scales[1]
        return HEIGHT_SHARE * min(sides) / self.decades

    def height_of(self, losses: FloatArray) -> FloatArray:
        """Return log₁₀ of losses; what is lower than ``lowest`` stands there."""
        return np.asarray(np.log10(np.maximum(losses, self.lowest)))

    def heights(self, places: FloatArray) -> FloatArray:
        """Return the heights of places, shape (..., 2), as shape (...)."""
        return self.height_of(self.bowl.floor + self.bowl.excess_values(places))

    def lift(self, height: float) -> float:
        """Return how many pixels above the base a height is seen."""
        return (height - self.base) * self.height_scale * math.sin(self.pose.tip)

    # ---- to the screen

    def project(
        self, places: FloatArray, heights: FloatArray | None = None
    ) -> tuple[FloatArray, FloatArray]:
        """Return where places, shape (..., 2), stand on the screen.

        Parameters
        ----------
        places : ndarray
        heights : ndarray, optional
            Those of the surface, unless given.

        Returns
        -------
        x, y : ndarray, shape (...)
        """
        z = self.heights(places) if heights is None else heights
        across, away = self.seen_from(places)
        return self.origin[0] + across, self.origin[1] - self._up(away, z)

    def _up(self, away: FloatArray, z: FloatArray) -> FloatArray:
        raised = (z - self.base) * (self.height_scale * math.sin(self.pose.tip))
        return away * math.cos(self.pose.tip) + raised

    def seen_from(self, places: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return how far places are to the right of the middle and behind it, on the ground."""
        left, right, bottom, top = self.shown
        u = (places[..., 0] - 0.5 * (left + right)) * self.scales[0]
        v = (places[..., 1] - 0.5 * (bottom + top)) * self.scales[1]
        c, s = math.cos(self.pose.turn), math.sin(self.pose.turn)
        return u * c - v * s, u * s + v * c

    def ground_at(self, across: FloatArray, away: FloatArray) -> FloatArray:
        """Return the places that `seen_from` takes there, shape (..., 2)."""
        left, right, bottom, top = self.shown
        c, s = math.cos(self.pose.turn), math.sin(self.pose.turn)
        slope = 0.5 * (left + right) + (across * c + away * s) / self.scales[0]
        intercept = 0.5 * (bottom + top) + (away * c - across * s) / self.scales[1]
        return np.stack((slope, intercept), axis=-1)

    @cached_property
    def ground_to_screen(self) -> NDArray[np.float64]:
        """The matrix that takes steps on the ground, at one height, to pixels, y upwards."""
        c, s = math.cos(self.pose.turn), math.sin(self.pose.turn)
        flattened = math.cos(self.pose.tip)
        k_x, k_y = self.scales
        return np.array([[k_x * c, -k_y * s], [k_x * s * flattened, k_y * c * flattened]])

    @cached_property
    def circle_to_screen(self) -> NDArray[np.float64]:
        """The matrix M that takes (cos t, sin t)·√e to pixels from the centre, y upwards.

        Every level line is that circle, lifted as a whole. Of a bowl that is no trough.
        """
        assert self.bowl.ellipse is not None
        return np.asarray(self.ground_to_screen @ self.bowl.ellipse)

    # ---- what is seen

    def span_at(self, across: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return how near and how far the ground reaches on upright lines, shape (n,)."""
        left, right, bottom, top = self.shown
        halves = 0.5 * (right - left) * self.scales[0], 0.5 * (top - bottom) * self.scales[1]
        c, s = math.cos(self.pose.turn), math.sin(self.pose.turn)
        near, far = np.full_like(across, -np.inf), np.full_like(across, np.inf)
        for offset, step, half in ((across * c, s, halves[0]), (-across * s, c, halves[1])):
            if abs(step) < 1e-9:
                continue
            ends = (-half - offset) / step, (half - offset) / step
            near, far = np.maximum(near, np.minimum(*ends)), np.minimum(far, np.maximum(*ends))
        middle = 0.5 * (near + far)
        return np.minimum(near, middle), np.maximum(far, middle)

    @cached_property
    def outline(self) -> Columns:
        """The outline of the ground."""
        return self.columns() if self._outline is None else self._outline

    def columns(self) -> Columns:
        """Return the outline."""
        left, right, bottom, top = self.shown
        corners = np.array([(m, b) for m in (left, right) for b in (bottom, top)])
        ends, depths = self.seen_from(corners)
        order = np.argsort(ends)
        breaks = ends[order]
        per_part = N_COLUMNS // 3
        across = np.concatenate(
            [
                np.linspace(breaks[0], breaks[1], per_part, endpoint=False),
                np.linspace(breaks[1], breaks[2], per_part, endpoint=False),
                np.linspace(breaks[2], breaks[3], per_part + 1),
            ]
        )
        near, far = self.span_at(across)
        share = np.linspace(0.0, 1.0, N_ROWS)[:, np.newaxis]
        away = near + share * (far - near)
        z = self.height_of(self.bowl.floor + self._excess_along(across, near, far, share))
        y = self.origin[1] - self._up(away, z)
        base = self.origin[1] - near * math.cos(self.pose.tip)
        nearest = int(np.argmin(np.abs(across - ends[int(np.argmin(depths))])))
        return Columns(self.origin[0] + across, y.min(axis=0), y[0], base, nearest, z[0])

    def _excess_along(
        self, across: FloatArray, near: FloatArray, far: FloatArray, share: FloatArray
    ) -> FloatArray:
        """Return the excess loss at shares of the way from near to far, shape (n_shares, n).

        On a straight line the loss is a parabola, which three places give.
        """
        away = np.stack((near, 0.5 * (near + far), far))
        ground = self.ground_at(np.broadcast_to(across, away.shape), away)
        first, middle, last = self.bowl.excess_values(ground)
        rise = 4.0 * middle - 3.0 * first - last
        return np.asarray(first + share * (rise + share * (last - first - rise)))

    def is_hidden(self, places: FloatArray, n_samples: int = N_RAY) -> NDArray[np.bool_]:
        """Return whether nearer ground stands before places, shape (n, 2)."""
        across, away = self.seen_from(places)
        near, _ = self.span_at(across)
        steps = np.linspace(0.0, 1.0, n_samples)[:, np.newaxis]
        nearer = away + steps * np.minimum(near - away, 0.0)
        ground = self.ground_at(np.broadcast_to(across, nearer.shape), nearer)
        up = self._up(nearer, self.heights(ground))
        return np.asarray((up > up[0] + HIDDEN_PIXELS).any(axis=0))

    def place_at(self, x: float, y: float) -> tuple[float, float] | None:
        """Return the place seen at a pixel: the first ground on the way from the eye, or None."""
        across = np.array([x - self.origin[0]])
        left, right = self.sides()
        if not left <= across[0] <= right:
            return None
        near, far = self.span_at(across)
        away = near + np.linspace(0.0, 1.0, N_RAY) * (far - near)
        is_reached = self._screen_y(across[0], away) <= y
        if is_reached[0] or not is_reached.any():
            return None
        first = int(np.argmax(is_reached))
        low, high = float(away[first - 1]), float(away[first])
        for _ in range(N_BISECTIONS):
            middle = 0.5 * (low + high)
            if float(self._screen_y(across[0], np.array([middle]))[0]) <= y:
                high = middle
            else:
                low = middle
        slope, intercept = self.ground_at(across[0], np.asarray(high)).tolist()
        return slope, intercept

    def sides(self) -> tuple[float, float]:
        """Return how far the ground reaches to the left of the middle, and to the right."""
        left, right, bottom, top = self.shown
        corners = np.array([(m, b) for m in (left, right) for b in (bottom, top)])
        across, _ = self.seen_from(corners)
        return float(across.min()), float(across.max())

    def _screen_y(self, across: float, away: FloatArray) -> FloatArray:
        ground = self.ground_at(np.full_like(away, across), away)
        return self.origin[1] - self._up(away, self.heights(ground))


def runs(is_chosen: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return the first and the last index of each row of True."""
    changes = np.flatnonzero(np.diff(np.concatenate(([False], is_chosen, [False]))))
    return [(first, after - 1) for first, after in changes.reshape(-1, 2).tolist()]
