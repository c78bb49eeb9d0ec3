"""Logarithms of a growing column of losses, each computed once."""

import numpy as np

from linreg_gui.views.pixel_frame import FloatArray


class LogLosses:
    """Decimal logarithms of losses that are only added to while a revision lasts."""

    def __init__(self) -> None:
        self._key: object = None
        self._logarithms: FloatArray = np.empty(0)
        self._n_known = 0

    def of(self, losses: FloatArray, lowest: float, revision: int) -> FloatArray:
        """Give the logarithms.

        Parameters
        ----------
        losses : ndarray, shape (n,)
        lowest : float
            Smaller losses are taken for this one: 0 has no logarithm.
        revision : int
            Changes whenever losses are replaced.

        Returns
        -------
        ndarray, shape (n,)
            Valid until the next call.
        """
        if self._key != (revision, lowest):
            self._key = (revision, lowest)
            self._n_known = 0
        n = len(losses)
        if n > len(self._logarithms):
            grown = np.empty(max(n, 2 * len(self._logarithms)))
            grown[: self._n_known] = self._logarithms[: self._n_known]
            self._logarithms = grown
        new = slice(self._n_known, n)
        np.log10(np.maximum(losses[new], lowest), out=self._logarithms[new])
        self._n_known = n
        return self._logarithms[:n]
