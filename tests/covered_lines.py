"""Coverage of what is done again and again: a quarter of the time of all that is counted."""

import contextlib
import functools
import sys
from collections import Counter
from collections.abc import Callable, Hashable, Iterator
from typing import Any

TIMES_WITHOUT_NEWS = 3

_without_news: Counter[Hashable] = Counter()


@contextlib.contextmanager
def counted_while_new(what: Hashable) -> Iterator[None]:
    """Count the lines that run meanwhile, until the same thing has had no new ones three times.

    Where coverage does not use a trace function, as from Python 3.14 on, all are counted.

    Parameters
    ----------
    what : hashable
        What is done, such as setting up the same fixtures.
    """
    with _counted_again_afterwards(), _counted_until_known(what):
        yield


@contextlib.contextmanager
def examples_counted_while_new(test: Any) -> Iterator[None]:
    """Count the lines of the examples that Hypothesis makes up meanwhile in the same way.

    From the first example that is not counted on, to make up examples is not counted either.
    """
    made_up = getattr(test, "hypothesis", None)
    if made_up is None:
        yield
        return
    test_of_example: Callable[..., Any] = made_up.inner_test
    this_time = object()

    @functools.wraps(test_of_example)
    def counted(*arguments: Any, **named: Any) -> Any:
        with _counted_until_known(this_time):
            return test_of_example(*arguments, **named)

    made_up.inner_test = counted
    try:
        with _counted_again_afterwards():
            yield
    finally:
        made_up.inner_test = test_of_example


@contextlib.contextmanager
def uncounted() -> Iterator[None]:
    """Count no lines meanwhile: where the same few run a million times, or memory is measured."""
    with _counted_again_afterwards():
        sys.settrace(None)
        yield


@contextlib.contextmanager
def _counted_again_afterwards() -> Iterator[None]:
    line_tracer = sys.gettrace()
    try:
        yield
    finally:
        sys.settrace(line_tracer)


@contextlib.contextmanager
def _counted_until_known(what: Hashable) -> Iterator[None]:
    known = getattr(sys.gettrace(), "data", None)  # of coverage: file to what was run of it
    if not isinstance(known, dict):
        yield
    elif _without_news[what] < TIMES_WITHOUT_NEWS:
        before = sum(map(len, known.values()))
        yield
        has_news = sum(map(len, known.values())) > before
        _without_news[what] = 0 if has_news else _without_news[what] + 1
    else:
        sys.settrace(None)
        yield
