"""What a session says where many curves or planes fit equally well: a cut would hide it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from linreg_gui.core.dataset import Dataset
from linreg_gui.core.many_fits import Cause, ManyFits, many_fits
from linreg_gui.core.surface_cut import Others
from linreg_gui.session.session import Session
from linreg_gui.session.wording import degeneracy_sentence
from linreg_gui.session.wording_cut import (
    ANY_ON_THE_LINE,
    ANY_VALUES,
    HELD_OTHERS,
    MANY_PLANES,
    cut_sentences,
)

FEW_X = "{n} coefficients for {k} different x: many curves fit equally well."
ONE_X = "{n} coefficients for one x: many curves fit equally well."
FEW_POINTS = "{n} coefficients for {k} different points: many planes fit equally well."
ONE_PLACE = "{n} coefficients for points at one place: many planes fit equally well."
DEPENDENT, EQUAL_VALUES = MANY_PLANES[Cause.DEPENDENT], MANY_PLANES[Cause.EQUAL_VALUES]
A, B = np.array([1.0, 4.0, 2.0, 8.0, 5.0]), np.array([3.0, 1.0, 4.0, 1.0, 6.0])
Y = [65.0, 70.0, 75.0, 85.0, 90.0]


@pytest.fixture
def session(qapp) -> Iterator[Session]:
    made = Session()
    yield made
    made.shutdown()


def flat_sentence(session: Session, others: Others) -> str:
    """Return what the cut drawn must be said to be, by its own bowl."""
    session.set_view_options(replace(session.view_options, others=others))
    cut = session.frame().cut
    assert cut is not None
    bowl = cut.bowl
    if bowl.is_plane:
        return ANY_VALUES[others]
    return ANY_ON_THE_LINE if bowl.is_trough else HELD_OTHERS


def assert_said(session: Session, sentence: str, models: str) -> None:
    session.player.step(3)
    for others in Others:
        flat = flat_sentence(session, others)
        found = cut_sentences(session.frame())
        has_flat = flat is not HELD_OTHERS or others is Others.AS_THEY_ARE
        assert found == [sentence, flat] if has_flat else [sentence]
    frame = session.frame()
    assert frame.loss is not None
    assert degeneracy_sentence(frame.loss, frame.settings.degree) == (
        f"Many {models} fit equally well: the start decides which is found."
    )


@pytest.mark.parametrize(
    ("x", "degree", "sentence"),
    [
        ([2, 3, 5, 6, 8], 5, FEW_X.format(n=6, k=5)),
        ([2, 3, 5, 6, 8], 6, FEW_X.format(n=7, k=5)),
        ([1, 3, 3, 1, 3], 2, FEW_X.format(n=3, k=2)),
        ([7, 7, 7, 7, 7], 3, ONE_X.format(n=4)),
    ],
)
def test_curves(session, x, degree, sentence):
    session.problem.replace_points("", x, Y)
    session.set_degree(degree)
    assert_said(session, sentence, "curves")


def test_all_pairs_of_seven_coefficients_for_five_points(session):
    session.set_degree(6)
    said = {others: Counter[str]() for others in Others}
    for pair in combinations(range(7), 2):
        session.set_view_options(replace(session.view_options, pair=pair))
        for others in Others:
            session.set_view_options(replace(session.view_options, others=others))
            why, *flat = cut_sentences(session.frame())
            assert why == FEW_X.format(n=7, k=5)
            said[others].update(flat)
    assert said[Others.AS_THEY_ARE] == {HELD_OTHERS: 21}
    assert said[Others.AT_BEST] == {ANY_VALUES[Others.AT_BEST]: 14, ANY_ON_THE_LINE: 7}


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        ([A, 2 * A], DEPENDENT),
        ([A, B, 3 * A - B + 4], DEPENDENT),
        ([A, [7.0] * 5], EQUAL_VALUES),
        ([A, B, A**2, B**2, A * B], FEW_POINTS.format(n=6, k=5)),
        ([A[:1], B[:1]], ONE_PLACE.format(n=3)),
    ],
)
def test_planes(session, columns, sentence):
    features = np.column_stack(columns)
    names = tuple("abcdef"[: features.shape[1]])
    session.opening.open_dataset(Dataset(features, np.array(Y[: len(features)]), names))
    assert_said(session, sentence, "models")


def test_points_that_go_one_by_one(session):
    session.opening.open_dataset(Dataset(np.c_[A, B], np.array(Y), ("a", "b")))
    assert cut_sentences(session.frame())[0].startswith("A cut through a bowl of 3 parameters.")
    for sentence in (None, None, FEW_POINTS.format(n=3, k=2), ONE_PLACE.format(n=3)):
        session.problem.remove_point(0)
        assert sentence is None or cut_sentences(session.frame())[0] == sentence


def test_different_points_are_counted_no_further_than_they_matter():
    rows = np.repeat([[1.0, 2.0], [3.0, 1.0]], (400, 1), axis=0)
    table = Dataset(rows, rows.sum(axis=1), ("a", "b"))
    assert many_fits(table) == ManyFits(Cause.FEW_VALUES, 2)
    many = np.column_stack((np.arange(500.0), np.full(500, 7.0)))
    assert many_fits(Dataset(many, many.sum(axis=1), ("a", "b"))) == (
        ManyFits(Cause.EQUAL_VALUES, 2, ("b",))
    )
