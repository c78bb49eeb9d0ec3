"""Coverage of what is set up anew for each test: a quarter of the time of all that is made."""

import contextlib
import sys
from collections import Counter
from collections.abc import Hashable, Iterator

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
    line_tracer = sys.gettrace()
    known = getattr(line_tracer, "data", None)  # of coverage: file to what was run of it
    if not isinstance(known, dict):
        yield
    elif _without_news[what] < TIMES_WITHOUT_NEWS:
        before = sum(map(len, known.values()))
        yield
        has_news = sum(map(len, known.values())) > before
        _without_news[what] = 0 if has_news else _without_news[what] + 1
    else:
        sys.settrace(None)
        try:
            yield
        finally:
            sys.settrace(line_tracer)
