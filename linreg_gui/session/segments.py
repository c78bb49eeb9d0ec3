"""Segments of a run: which settings are in force from which epoch on."""

from dataclasses import dataclass, replace

from linreg_gui.core.settings import DescentConfig


@dataclass(frozen=True)
class Segment:
    """The settings in force from one epoch on.

    Attributes
    ----------
    first_epoch : int
        The record these settings start from.
    config : DescentConfig
    """

    first_epoch: int
    config: DescentConfig


def have_same_steps(one: DescentConfig, other: DescentConfig) -> bool:
    """Return whether two settings differ at most in how many epochs a run takes."""
    return replace(one, max_epochs=other.max_epochs) == other


def changed_from(
    segments: tuple[Segment, ...], epoch: int, config: DescentConfig
) -> tuple[Segment, ...]:
    """Return segments with other settings in force from an epoch on.

    Settings that are changed back where they were changed make no segment of their own.
    """
    earlier = tuple(segment for segment in segments if segment.first_epoch < epoch)
    if earlier and have_same_steps(earlier[-1].config, config):
        *earlier_ones, last = earlier
        return with_length((*earlier_ones, Segment(last.first_epoch, config)))
    return with_length((*earlier, Segment(epoch if earlier else 0, config)))


def with_length(segments: tuple[Segment, ...]) -> tuple[Segment, ...]:
    """Return segments that all have the ``max_epochs`` of the last: a run has one length."""
    length = segments[-1].config.max_epochs
    if all(segment.config.max_epochs == length for segment in segments):
        return segments
    return tuple(
        replace(segment, config=replace(segment.config, max_epochs=length)) for segment in segments
    )
