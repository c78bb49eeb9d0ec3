"""What the learning-rate slider says for the optimizer and the batches in use."""

from dataclasses import replace

import numpy as np

from linreg_gui.core.stability import largest_stable_learning_rate
from linreg_gui.session.frame import Frame
from linreg_gui.session.values import LARGEST_RATE, SMALLEST_RATE
from linreg_gui.session.wording_training import rate_sentence
from linreg_gui.views.training.learning_rate_slider import LearningRateSlider
from linreg_gui.views.training.rate_zones import limits_of


def show_rates(slider: LearningRateSlider, frame: Frame) -> None:
    """Paint what each rate does, and move the knob to the one in use."""
    loss, config = frame.loss, frame.settings
    if loss is None:
        slider.set_limits(None)
    else:

        def describe(rate: float) -> str:
            return rate_sentence(loss, replace(config, learning_rate=rate))

        slider.set_limits(limits_of(loss, config), describe, _middling_rate(frame))
    slider.set_rate(config.learning_rate)


def _middling_rate(frame: Frame) -> float:
    """Give a rate worth having in the range where no limit is known.

    The steps of an adaptive optimizer are about as long as the learning rate, so that the way
    there is to go tells which rates make sense.
    """
    loss = frame.loss
    assert loss is not None
    rate = largest_stable_learning_rate(loss)
    if frame.settings.optimizer.is_adaptive:
        way = np.abs(loss.minimum_parameters - np.array(frame.start_parameters))
        rate = float(way.max()) or 1.0
    return min(max(rate, 1e4 * SMALLEST_RATE), 0.1 * LARGEST_RATE)
