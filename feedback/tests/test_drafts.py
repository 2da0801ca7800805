"""The operations of the check: each changes what it names, and no word is ever lost."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback import drafts
from feedback.drafts import Area, LetterDraft, Outcome, PanelMode
from reviews.models import DutyKind

ONE = Area(
    key=1,
    text="Add a rating. Say who leads.",
    as_read="Add a rating. Say who leads.",
    group="Action plan",
    references=("1.6",),
    themes=("action-plan",),
    children=("For each action.",),
    found_in=(4,),
    split_at=14,
)
TWO = Area(key=2, text="Proofread.", as_read="Proofread.", references=("1.6", "page 3"))
THREE = Area(key=3, text="Explain the terms.", themes=("definitions",), found_in=(6,))
DRAFT = LetterDraft(
    areas=(ONE, TWO, THREE),
    letter_date="2026-03-04",
    panel_mode="virtual",
    outcome="resubmit",
    strengths=("A clear report.", "A calm tone."),
    requests=("weblink",),
)


def keys(draft: LetterDraft) -> list[int]:
    return [area.key for area in draft.kept]


def words(draft: LetterDraft) -> list[str]:
    """Every word of every area, kept or left out, in no order."""
    texts = [text for area in draft.areas for text in (area.text, *area.children)]
    return sorted(" ".join(texts).split())


def test_split_gives_each_half_its_words():
    split = drafts.split(DRAFT, 1, 14)

    first, second, *rest = split.areas
    assert first == replace(
        ONE, text="Add a rating.", as_read="Add a rating.", children=(), split_at=None
    )
    assert second == replace(
        ONE, key=4, text="Say who leads.", as_read="Say who leads.", references=(), split_at=None
    )
    assert rest == [TWO, THREE]


def test_split_of_corrected_words_keeps_what_was_read():
    edited = replace(ONE, text="Add a colour. Say who leads.")

    split = drafts.split(LetterDraft(areas=(edited,)), 1, 14)

    assert [area.as_read for area in split.areas] == [ONE.as_read, ONE.as_read]


@pytest.mark.parametrize("at", [0, 28, 500, -500])
def test_split_that_leaves_nothing_on_one_side_changes_nothing(at):
    assert drafts.split(DRAFT, 1, at) == DRAFT


def test_join_puts_two_areas_together():
    joined = drafts.join(DRAFT, 1)

    assert joined.areas == (
        Area(
            key=1,
            text="Add a rating. Say who leads. Proofread.",
            as_read="Add a rating. Say who leads. Proofread.",
            group="Action plan",
            references=("1.6", "page 3"),
            themes=("action-plan",),
            children=("For each action.",),
            found_in=(4,),
        ),
        THREE,
    )


def test_join_passes_over_what_was_left_out():
    draft = drafts.leave_out(DRAFT, 2)

    joined = drafts.join(draft, 1)

    assert joined.kept[0].text == "Add a rating. Say who leads. Explain the terms."
    assert [area.key for area in joined.left_out] == [2]


@pytest.mark.parametrize("key", [3, 9])
def test_join_without_a_next_one_changes_nothing(key):
    assert drafts.join(DRAFT, key) == DRAFT


def test_join_does_not_free_the_key_that_it_takes_away():
    joined = drafts.join(DRAFT, 2)

    added = drafts.add(joined)

    assert keys(added) == [1, 2, 4]


@pytest.mark.parametrize(
    ("key", "by", "order"),
    [
        (2, -1, [2, 1, 3]),
        (2, +1, [1, 3, 2]),
        (1, -1, [1, 2, 3]),
        (3, +1, [1, 2, 3]),
        (9, +1, [1, 2, 3]),
    ],
)
def test_move_goes_one_place_and_not_past_the_ends(key, by, order):
    assert keys(drafts.move(DRAFT, key, by)) == order


def test_move_passes_over_what_was_left_out():
    draft = drafts.leave_out(DRAFT, 2)

    moved = drafts.move(draft, 1, +1)

    assert keys(moved) == [3, 1]
    assert keys(drafts.put_back(moved, 2)) == [3, 2, 1]


def test_area_left_out_and_put_back_stands_where_it_stood():
    without = drafts.leave_out(DRAFT, 2)

    back = drafts.put_back(without, 2)

    assert (keys(without), [area.key for area in without.left_out]) == ([1, 3], [2])
    assert back == DRAFT


def test_area_is_added_after_another_or_at_the_end():
    after, at_the_end = drafts.add(DRAFT, 1), drafts.add(DRAFT)

    assert keys(after) == [1, 4, 2, 3]
    assert keys(at_the_end) == [1, 2, 3, 4]
    assert after.area(4) == at_the_end.area(4) == Area(key=4, text="")


@pytest.mark.parametrize(
    "act",
    [
        lambda draft: draft.area(9),
        lambda draft: drafts.split(draft, 9, 3),
        lambda draft: drafts.leave_out(draft, 9),
        lambda draft: drafts.put_back(draft, 9),
        lambda draft: drafts.add(draft, 9),
    ],
)
def test_area_that_is_gone_is_told(act):
    with pytest.raises(LookupError):
        act(DRAFT)


def test_draft_survives_storage():
    stored = json.loads(json.dumps(drafts.to_json(drafts.leave_out(DRAFT, 2))))

    assert drafts.from_json(stored) == drafts.leave_out(DRAFT, 2)


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        ("Add a rating. Say who leads.", ["Say who leads."]),
        ("Is it clear? It is not! Say so;\nthen stop.", ["It is not! Say so;\nthen stop.", "Say so;\nthen stop.", "then stop."]),
        ("It says “stop.” Explain.", ["Explain."]),
        ("See 1.8.3 and 5.14.", []),
        ("One sentence.  ", []),
        ("", []),
    ],
)  # fmt: skip
def test_split_points_are_the_starts_of_sentences(text, starts):
    assert [text[at:] for at in drafts.split_points(text)] == starts


def read_letter(**details):
    """What the reader gives, for one item."""
    item = SimpleNamespace(
        text="Add a rating.",
        group=None,
        references=("1.6",),
        themes=("action-plan",),
        children=(),
        paragraphs=(4,),
        split_at=None,
    )
    usual = {
        "items": (item,),
        "letter_date": dt.date(2026, 3, 4),
        "panel_date": None,
        "panel_mode": PanelMode.VIRTUAL,
        "outcome": Outcome.RESUBMIT,
        "strengths": ("A clear report.",),
        "requests": (DutyKind.WEBLINK,),
        "addressee_name": "A. Manager",
        "addressee_role": None,
        "addressee_organisation": "Northbrook CSP",
        "signatory_name": None,
        "signatory_role": None,
        "return_address": None,
        "csp": "Northbrook",
        "review_name": "Elm",
    }
    return SimpleNamespace(**usual | details)


def test_first_draft_is_what_was_read():
    draft = drafts.from_letter(read_letter())

    assert draft == LetterDraft(
        areas=(
            Area(
                key=1,
                text="Add a rating.",
                as_read="Add a rating.",
                references=("1.6",),
                themes=("action-plan",),
                found_in=(4,),
            ),
        ),
        letter_date="2026-03-04",
        panel_mode="virtual",
        outcome="resubmit",
        addressee_name="A. Manager",
        addressee_organisation="Northbrook CSP",
        csp="Northbrook",
        review_name="Elm",
        strengths=("A clear report.",),
        requests=("weblink",),
    )


def test_first_draft_leaves_an_unclear_outcome_open():
    assert drafts.from_letter(read_letter(outcome=Outcome.OTHER)).outcome == ""


def test_first_draft_fits_the_forms():
    draft = drafts.from_letter(read_letter(addressee_name="n" * 300))

    assert draft.addressee_name == "n" * drafts.HEADING_LENGTH


_texts = st.text(alphabet="ab .?\n’é", max_size=40)
_areas = st.lists(st.tuples(_texts, st.lists(_texts, max_size=2)), max_size=5).map(
    lambda found: tuple(
        Area(key=key, text=text, as_read=text, children=tuple(children))
        for key, (text, children) in enumerate(found, start=1)
    )
)
_acts = st.lists(
    st.tuples(
        st.sampled_from(["split", "join", "up", "down", "out", "back"]),
        st.integers(min_value=1, max_value=7),
        st.integers(min_value=0, max_value=45),
    ),
    max_size=12,
)
DO = {
    "split": drafts.split,
    "join": lambda draft, key, at: drafts.join(draft, key),
    "up": lambda draft, key, at: drafts.move(draft, key, -1),
    "down": lambda draft, key, at: drafts.move(draft, key, +1),
    "out": lambda draft, key, at: drafts.leave_out(draft, key),
    "back": lambda draft, key, at: drafts.put_back(draft, key),
}


@given(areas=_areas, acts=_acts)
def test_words_are_conserved(areas, acts):
    draft = LetterDraft(areas=areas)

    for do, key, at in acts:
        known = [area.key for area in draft.areas]
        # Splitting inside a word makes two of it, so the property splits between words.
        if key in known and (do != "split" or draft.area(key).text[at : at + 1].isspace()):
            draft = DO[do](draft, key, at)

    assert words(draft) == words(LetterDraft(areas=areas))
    assert drafts.from_json(drafts.to_json(draft)) == draft


@given(areas=_areas, acts=_acts)
def test_keys_name_one_area_for_good(areas, acts):
    draft, seen = LetterDraft(areas=areas), {area.key for area in areas}

    for do, key, at in acts:
        before = {area.key for area in draft.areas}
        if key in before:
            draft = drafts.add(DO[do](draft, key, at))
        fresh = [area.key for area in draft.areas if area.key not in before]
        assert seen.isdisjoint(fresh)
        seen.update(fresh)

    assert len({area.key for area in draft.areas}) == len(draft.areas)
