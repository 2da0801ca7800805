"""Which action a row is about: one to one, whatever the file and the plan hold."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.matching import MOST_PAIRS, Known, Said, match, plain

PROTOCOL = "Write a joint protocol for sharing what is known of economic abuse."
REWORDED = "Write a joint protocol for sharing what agencies know of economic abuse."
TRAINING = "Train the staff of every surgery."

TEXTS = st.text("ab \n.", max_size=6)
LISTS = st.lists(st.tuples(st.sampled_from(["1", "2", None]), TEXTS), max_size=12)


def rows(*pairs):
    return [Said(at, under, text) for at, (under, text) in enumerate(pairs)]


def actions(*pairs):
    return [Known(100 + at, under, text) for at, (under, text) in enumerate(pairs)]


@pytest.mark.parametrize(
    ("said", "known", "found"),
    [
        pytest.param([("1", PROTOCOL)], [("1", PROTOCOL)], {0: 100}, id="the same"),
        pytest.param(
            [("1", PROTOCOL.upper() + "  ")], [("1", f"“{PROTOCOL}”")], {0: 100}, id="but for marks"
        ),
        pytest.param([("1", PROTOCOL)], [("2", PROTOCOL)], {0: 100}, id="under another"),
        pytest.param(
            [("1", PROTOCOL)], [("2", PROTOCOL), ("1", PROTOCOL)], {0: 101}, id="its own first"
        ),
        pytest.param([("1", REWORDED)], [("1", PROTOCOL)], {0: 100}, id="near"),
        pytest.param([("2", REWORDED)], [("1", PROTOCOL)], {}, id="near, but under another"),
        pytest.param([("1", TRAINING)], [("1", PROTOCOL)], {}, id="other words"),
        pytest.param(
            [("1", REWORDED), ("1", PROTOCOL)], [("1", PROTOCOL)], {1: 100}, id="same before near"
        ),
        pytest.param(
            [("1", PROTOCOL), ("1", PROTOCOL)],
            [("1", PROTOCOL), ("1", PROTOCOL)],
            {0: 100, 1: 101},
            id="twice, in order",
        ),
        pytest.param([("1", " \n")], [("1", "")], {}, id="no words"),
        pytest.param([("1", "—")], [("1", "—")], {0: 100}, id="only marks"),
    ],
)
def test_row_is_matched(said, known, found):
    assert match(rows(*said), actions(*known)) == found


@given(LISTS, LISTS)
def test_match_is_one_to_one(said, known):
    found = match(rows(*said), actions(*known))

    assert len(set(found.values())) == len(found)
    assert found.keys() <= set(range(len(said)))
    assert set(found.values()) <= {100 + at for at in range(len(known))}


@given(LISTS)
def test_plan_matches_itself_row_by_row(said):
    with_words = {at for at, (_, text) in enumerate(said) if text.strip()}

    found = match(rows(*said), actions(*said))

    assert set(found) == with_words
    assert all(place_of(said[row]) == place_of(said[action - 100]) for row, action in found.items())


def place_of(pair):
    under, text = pair
    return under, plain(text)


@given(LISTS, st.randoms())
def test_order_of_the_plan_loses_no_row(said, random):
    known = actions(*said)
    random.shuffle(known)

    assert match(rows(*said), known).keys() == match(rows(*said), actions(*said)).keys()


def test_long_lists_are_matched_by_their_rare_words():
    texts = [f"Train the staff of surgery {at} in how to ask about abuse." for at in range(400)]
    reworded = [text.replace("how to ask", "asking well") for text in texts]

    found = match(rows(*(("1", text) for text in reworded)), actions(*(("1", t) for t in texts)))

    assert len(texts) * len(texts) > MOST_PAIRS
    assert found == {at: 100 + at for at in range(400)}


def test_five_thousand_rows_under_one_recommendation_take_seconds():
    words = [
        f"Action {at}: agree with partner {at % 70} what is done in week {at % 52}."
        for at in range(5000)
    ]
    others = [text.replace("agree with", "settle together with") for text in words]
    began = time.monotonic()

    found = match(rows(*(("1", text) for text in others)), actions(*(("1", t) for t in words)))

    assert time.monotonic() - began < 20
    assert len(found) > 4900
