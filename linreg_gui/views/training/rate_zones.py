"""What the learning-rate slider is painted with: zones, and marks at the rates that part them."""

from dataclasses import dataclass
from statistics import fmean

from linreg_gui.core.descent_config import DescentConfig, Optimizer
from linreg_gui.core.descents import is_plain
from linreg_gui.core.quadratic_loss import QuadraticLoss
from linreg_gui.core.stability import (
    crawl_learning_rate,
    fastest_learning_rate,
    largest_stable_learning_rate,
    monotone_learning_rate,
    stability_limit,
)
from linreg_gui.session.wording import number


@dataclass(frozen=True)
class RateMark:
    """A learning rate with a name.

    Attributes
    ----------
    rate : float
    name : str
        Its formula.
    meaning : str
    """

    rate: float
    name: str
    meaning: str

    @property
    def text(self) -> str:
        """Name, value and meaning in one line."""
        return f"{self.name} = {number(self.rate, 5)}: {self.meaning}"


@dataclass(frozen=True)
class RateLimits:
    """The rates at which a descent changes its behaviour.

    Attributes
    ----------
    crawls_below, zigzags_above : float or None
        None where there is no such rate.
    diverges_from : float
    marks : tuple of RateMark
        In ascending order.
    """

    diverges_from: float
    crawls_below: float | None = None
    zigzags_above: float | None = None
    marks: tuple[RateMark, ...] = ()

    @property
    def zones(self) -> list[tuple[float, str]]:
        """End and name of every zone but the last, in ascending order."""
        zigzag = self.diverges_from if self.zigzags_above is None else self.zigzags_above
        crawl = 0.0 if self.crawls_below is None else self.crawls_below
        ends = ((crawl, "crawl"), (max(crawl, zigzag), "converge"), (self.diverges_from, "zigzag"))
        zones: list[tuple[float, str]] = []
        for end, name in ends:
            if end > (zones[-1][0] if zones else 0.0):
                zones.append((end, name))
        return zones


def rate_limits(loss: QuadraticLoss) -> RateLimits:
    """Give the limits of plain gradient descent."""
    limit, monotone = largest_stable_learning_rate(loss), monotone_learning_rate(loss)
    crawl = crawl_learning_rate(loss)
    return RateLimits(
        diverges_from=limit,
        crawls_below=monotone if crawl is None else crawl,
        zigzags_above=monotone,
        marks=(
            RateMark(monotone, "1/λmax", "above it the path zig-zags"),
            RateMark(fastest_learning_rate(loss), "2/(λmin + λmax)", "the fastest rate"),
            RateMark(limit, "2/λmax", "from here on the descent diverges"),
        ),
    )


LIMIT_FORMULAS = {
    Optimizer.MOMENTUM: "2(1 + β)/λmax",
    Optimizer.NESTEROV: "2(1 + β)/((1 + 2β)·λmax)",
}


def limits_of(loss: QuadraticLoss, config: DescentConfig) -> RateLimits | None:
    """Give what is known of the rates of these settings; None where no rate is a sharp limit."""
    if is_plain(config, loss.n_samples):
        return rate_limits(loss)
    limit = stability_limit(loss, config)
    if limit is None:
        return None
    name = LIMIT_FORMULAS[config.optimizer]
    mark = RateMark(limit, name, "from here on the descent diverges")
    return RateLimits(diverges_from=limit, marks=(mark,))


def spread(positions: list[float], gap: float, low: float, high: float) -> list[float]:
    """Move ascending positions as little as leaves ``gap`` between them, within low and high.

    Without the gaps this asks for the nearest non-decreasing sequence, which pooling neighbours
    that are out of order gives.
    """
    pools: list[list[float]] = []
    for place, position in enumerate(positions):
        pools.append([position - place * gap])
        while len(pools) > 1 and fmean(pools[-2]) > fmean(pools[-1]):
            last = pools.pop()
            pools[-1] += last
    highest = high - (len(positions) - 1) * gap
    packed = [min(max(fmean(pool), low), highest) for pool in pools for _ in pool]
    return [position + place * gap for place, position in enumerate(packed)]
