"""Coverage of the tests alone, and of what they do again and again until it brings nothing new.

To trace every line takes as much time as the tests that open no window.
"""

import contextlib
import functools
import sys
from collections import Counter
from collections.abc import Callable, Hashable, Iterator
from typing import Any

TIMES_WITHOUT_NEWS = 3

_tracers: list[Any] = []
"""That of coverage while tests run; none without coverage, or where it uses none (Python 3.14)."""
_without_news: Counter[Hashable] = Counter()


@contextlib.contextmanager
def only_tests_counted() -> Iterator[None]:
    """Count no lines meanwhile but within ``counted``: to trace pytest itself takes time too."""
    tracer = sys.gettrace()
    if not isinstance(getattr(tracer, "data", None), dict):  # what coverage knows, by file
        yield
        return
    _tracers.append(tracer)
    try:
        with uncounted():
            yield
    finally:
        _tracers.pop()


@contextlib.contextmanager
def counted() -> Iterator[None]:
    """Count the lines that run meanwhile; without coverage a debugger is left alone."""
    if not _tracers:
        yield
        return
    with _traced_by(_tracers[-1]):
        yield


@contextlib.contextmanager
def uncounted() -> Iterator[None]:
    """Count no lines meanwhile: where the same few run a million times, or memory is measured."""
    with _traced_by(None):
        yield


@contextlib.contextmanager
def counted_while_new(what: Hashable) -> Iterator[None]:
    """Count the lines that run meanwhile, until the same thing has had no new ones three times.

    Parameters
    ----------
    what : hashable
        What is done, such as setting up the same fixtures.
    """
    with counted(), _counted_until_known(what):
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
    def example(*arguments: Any, **named: Any) -> Any:
        with _counted_until_known(this_time):
            return test_of_example(*arguments, **named)

    made_up.inner_test = example
    try:
        yield
    finally:
        made_up.inner_test = test_of_example


@contextlib.contextmanager
def _counted_until_known(what: Hashable) -> Iterator[None]:
    """Leave off counting, until ``counted`` begins again, when there was nothing new for long."""
    if not (_tracers and sys.gettrace() is _tracers[-1]):
        yield
    elif _without_news[what] < TIMES_WITHOUT_NEWS:
        before = _n_covered()
        yield
        has_news = _n_covered() > before
        _without_news[what] = 0 if has_news else _without_news[what] + 1
    else:
        sys.settrace(None)
        yield


def _n_covered() -> int:
    return sum(map(len, _tracers[-1].data.values()))


@contextlib.contextmanager
def _traced_by(tracer: Any) -> Iterator[None]:
    former = sys.gettrace()
    sys.settrace(tracer)
    try:
        yield
    finally:
        sys.settrace(former)
