"""Many epochs of plain descent at once.

A step θ → θ − η(Hθ + g) is affine, so j steps are one affine map too: θ → θ + E_j θ + c_j. Its
square advances by 2j, and the first j rows of a table give the next j in one product. Keeping
E = M − I rather than M itself keeps the digits of directions that hardly move.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from linreg_gui.core.quadratic_loss import QuadraticLoss

_LARGEST_AMPLIFICATION = 1e3
"""A map that enlarges more than this would enlarge rounding, too; shorter strides do not."""

_FEWEST_EPOCHS = 64
"""Numpy takes as long for one epoch as for this many."""


class AffineSteps:
    """The maps that advance a descent by 1, 2, 4, … epochs, made when first needed.

    Parameters
    ----------
    loss : QuadraticLoss
    learning_rate : float
    """

    def __init__(self, loss: QuadraticLoss, learning_rate: float) -> None:
        change = -learning_rate * loss.hessian
        shift = -learning_rate * loss.gradient(np.zeros(len(change)))
        self._maps = [(change, shift[:, np.newaxis])]
        self._is_complete = False

    def extend(self, columns: NDArray[np.float64], n_known: int) -> int:
        """Fill in further epochs: as many again as are known, but some dozens at least.

        How many does not depend on how many are wanted: each epoch is always computed from the
        same earlier one, so its bits do not depend on how a run is cut into pieces.

        Parameters
        ----------
        columns : ndarray, shape (n_features + 1, n_epochs)
            One epoch per column; changed in place.
        n_known : int
            How many columns are filled in already, at least 1.

        Returns
        -------
        int
            How many columns are filled in now.
        """
        end = n_known
        while end - n_known < _FEWEST_EPOCHS and end < columns.shape[1]:
            end = self._extend_once(columns, end)
        return end

    def _extend_once(self, columns: NDArray[np.float64], n_known: int) -> int:
        power = n_known.bit_length() - 1
        self._square_up_to(power)
        power = min(power, len(self._maps) - 1)
        stride = 1 << power
        end: int = min(n_known + stride, columns.shape[1])
        change, shift = self._maps[power]
        known = columns[:, n_known - stride : end - stride]
        moved = change @ known
        moved += shift
        np.add(known, moved, out=columns[:, n_known:end])
        return end

    def _square_up_to(self, power: int) -> None:
        while len(self._maps) <= power and not self._is_complete:
            change, shift = self._maps[-1]
            squared = 2.0 * change + change @ change
            self._is_complete = not (np.abs(squared) <= _LARGEST_AMPLIFICATION).all()
            if not self._is_complete:
                self._maps.append((squared, 2.0 * shift + change @ shift))
