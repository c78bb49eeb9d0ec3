"""Where the eye is: it looks up the valley, as steeply as the best fit stays in sight."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from linreg_gui.views.surface.tilt import Pose, Tilt

EXTRA_TURN, MOST_TURN, ROUND_TURN = math.radians(8), math.radians(40), math.radians(-28)
"""Beyond a look straight up the valley; at most; and where the valley has no direction."""
ROUND = 1.15
USUAL_TIP, MOST_TIP, LEAST_TIP = math.radians(55), math.radians(75), math.radians(28)
N_EDGE = 40


def usual_pose(flat: Tilt) -> Pose:
    """Return the pose that looks up the valley, as steeply as the best fit stays in sight."""
    turned = replace(flat, pose=Pose(usual_turn(flat), 0.0))
    return Pose(turned.pose.turn, usual_tip(turned))


def usual_turn(flat: Tilt) -> float:
    """Return ψ that looks up the valley, and a little past it."""
    slow, fast = (flat.bowl.axes[:, axis] * flat.scales for axis in (0, 1))
    if flat.bowl.ellipse is not None:
        sizes = np.linalg.svd(np.diag(flat.scales) @ flat.bowl.ellipse, compute_uv=False)
        if sizes[0] < ROUND * sizes[1]:
            return ROUND_TURN
    across, up = (slow if np.isfinite(slow).all() else fast[::-1]).tolist()
    leaning = math.atan2(-across, up) if up >= 0.0 else math.atan2(across, -up)
    turn = -(leaning + math.copysign(EXTRA_TURN, leaning))
    return max(-MOST_TURN, min(turn, MOST_TURN))


def usual_tip(turned: Tilt) -> float:
    """Return the largest φ, at most 55°, at which the best fit is in sight."""
    most = min(USUAL_TIP, most_tip(turned))
    if turned.bowl.is_trough:
        return most
    best = np.array([turned.bowl.centre])

    def is_hidden(tip: float) -> bool:
        tipped = replace(turned, pose=Pose(turned.pose.turn, tip))
        return bool(tipped.is_hidden(best)[0])

    if not is_hidden(most):
        return most
    low, high = min(LEAST_TIP, most), most
    for _ in range(10):
        middle = 0.5 * (low + high)
        low, high = (low, middle) if is_hidden(middle) else (middle, high)
    return low


def most_tip(turned: Tilt) -> float:
    """Return the largest φ, at most 75°, at which the ground rises from its near edge.

    Tipped further, ground that is not shown would stand before what is.
    """
    left, right = turned.sides()
    across = np.linspace(left, right, N_EDGE)
    near, far = turned.span_at(across)
    reach = max(float(np.max(far - near)), 1.0)
    before = near - reach * np.linspace(0.0, 1.0, 12)[:, np.newaxis]
    ahead = before + 1e-3 * reach
    wide = np.broadcast_to(across, before.shape)
    fall = turned.heights(turned.ground_at(wide, before)) - turned.heights(
        turned.ground_at(wide, ahead)
    )
    steepest = float(np.max(fall)) / (1e-3 * reach) * turned.height_scale
    return min(MOST_TIP, math.atan2(1.0, steepest) if steepest > 0.0 else MOST_TIP)
