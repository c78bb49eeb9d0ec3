"""Linear regression by gradient descent, written to be read.

These are the textbook formulas on the data itself. The fast path of the program computes the
same numbers from a centred QR factor; the tests hold the two against each other.
``parameters`` are always the weights followed by the intercept.
"""

import numpy as np
from numpy.typing import NDArray


def predict(features: NDArray[np.float64], parameters: NDArray[np.float64]) -> NDArray[np.float64]:
    """Compute ŷ = features · weights + intercept.

    Parameters
    ----------
    features : ndarray, shape (n_samples, n_features)
    parameters : ndarray, shape (n_features + 1,)
        The weights, then the intercept.

    Returns
    -------
    ndarray, shape (n_samples,)
    """
    predictions: NDArray[np.float64] = features @ parameters[:-1] + parameters[-1]
    return predictions


def residuals(
    features: NDArray[np.float64], target: NDArray[np.float64], parameters: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Compute y − ŷ, positive where the point lies above the line.

    Parameters
    ----------
    features : ndarray, shape (n_samples, n_features)
    target : ndarray, shape (n_samples,)
    parameters : ndarray, shape (n_features + 1,)

    Returns
    -------
    ndarray, shape (n_samples,)
        In the units of the target.
    """
    return target - predict(features, parameters)


def mse(
    features: NDArray[np.float64], target: NDArray[np.float64], parameters: NDArray[np.float64]
) -> float:
    """Compute the loss, the mean squared error (1/n) Σ (y − ŷ)²; there is no factor ½.

    Parameters
    ----------
    features : ndarray, shape (n_samples, n_features)
    target : ndarray, shape (n_samples,)
    parameters : ndarray, shape (n_features + 1,)

    Returns
    -------
    float
        In the squared units of the target.
    """
    return float(np.mean(residuals(features, target, parameters) ** 2))


def mse_gradient(
    features: NDArray[np.float64], target: NDArray[np.float64], parameters: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Differentiate `mse`: −2·mean(x·residual) for each weight, −2·mean(residual) last.

    Courses that halve the loss have half this gradient: the same learning rate then makes half
    the step.

    Parameters
    ----------
    features : ndarray, shape (n_samples, n_features)
    target : ndarray, shape (n_samples,)
    parameters : ndarray, shape (n_features + 1,)

    Returns
    -------
    ndarray, shape (n_features + 1,)
    """
    errors = residuals(features, target, parameters)
    return np.append(-2 * np.mean(features * errors[:, np.newaxis], axis=0), -2 * np.mean(errors))


def gradient_step(
    parameters: NDArray[np.float64], gradient: NDArray[np.float64], learning_rate: float
) -> NDArray[np.float64]:
    """Take one step downhill: parameters − learning_rate · gradient.

    Parameters
    ----------
    parameters, gradient : ndarray, shape (n_features + 1,)
    learning_rate : float

    Returns
    -------
    ndarray, shape (n_features + 1,)
    """
    return parameters - learning_rate * gradient


def r_squared(
    features: NDArray[np.float64], target: NDArray[np.float64], parameters: NDArray[np.float64]
) -> float | None:
    """Compute the coefficient of determination R² = 1 − mse / variance of the target.

    Parameters
    ----------
    features : ndarray, shape (n_samples, n_features)
    target : ndarray, shape (n_samples,)
    parameters : ndarray, shape (n_features + 1,)

    Returns
    -------
    float or None
        At most 1; negative when the line is worse than the mean. None when every target is
        equal: there is nothing to explain.
    """
    variance = float(np.var(target))
    return 1 - mse(features, target, parameters) / variance if variance > 0 else None
