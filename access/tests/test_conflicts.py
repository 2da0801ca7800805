"""What two people did to one form: which fields are asked about, what differs, and what a choice does."""

import datetime as dt

import pytest
from django import forms
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from access import conflicts
from access.conflicts import (
    Asked,
    asked_in,
    contested,
    fields_of,
    guards_of,
    opened_with,
    sent_by,
    unchosen,
    with_saved,
    words_of,
)
from govuk.fields import printable
from govuk.forms import DateField, GovukForm, SeenVersion

COLOURS = [("", "Leave it"), ("red", "Red"), ("blue", "Blue")]
ROW = {
    "text": "Train staff.",
    "dated": dt.date(2026, 3, 1),
    "colour": "red",
    "several": ["red"],
    "sure": True,
    "version": 1,
}


class Sample(GovukForm):
    """One field of each kind that forms of ours have."""

    text = forms.CharField(label="Action to take", widget=forms.Textarea, required=False)
    dated = DateField(label="Target Date", required=False)
    colour = forms.ChoiceField(choices=COLOURS, widget=forms.RadioSelect, required=False)
    several = forms.MultipleChoiceField(
        choices=COLOURS[1:], widget=forms.CheckboxSelectMultiple, required=False
    )
    sure = forms.BooleanField(label="Sure", required=False)
    file = forms.FileField(required=False)
    version = SeenVersion()


def saved(**changes):
    return Sample(initial=ROW | changes)


def sent(form, **typed):
    """What a browser sends of a form into which this was typed, with how it was opened."""
    data = QueryDict(mutable=True)
    for field in fields_of(form):
        for name, texts in sent_by(field).items():
            data.setlist(name, texts)
    data["opened"] = opened_with(form)
    data.update({name: typed[name] for name in typed if name not in data})
    for name, text in typed.items():
        data.setlist(name, text if isinstance(text, list) else [text])
    return data


def asked(mine, now, **known):
    data = sent(saved(), **mine)
    found = contested(Sample(data), saved(**now), opened=data["opened"], **known)
    return [(one.name, one.saved, one.typed, one.untouched, one.chosen) for one in found]


def test_nothing_is_asked_when_nothing_was_changed():
    assert asked({}, {}) == []


def test_nothing_is_asked_about_what_only_this_person_changed():
    mine = {"text": "Teach.", "dated_1": "4", "colour": "blue", "several": [], "sure": []}

    assert asked(mine, {}) == []


def test_nothing_is_asked_when_both_say_the_same():
    mine = {
        "text": "Teach.\r\nTwice. ",
        "dated_0": "01",
        "dated_1": "April",
        "several": ["blue", "red"],
    }
    now = {"text": "Teach.\nTwice.", "dated": dt.date(2026, 4, 1), "several": ["red", "blue"]}

    assert asked(mine, now) == []


def test_what_both_changed_has_to_be_chosen():
    assert asked({"text": "Teach."}, {"text": "Ask."}) == [("text", "Ask.", "Teach.", False, "")]


def test_what_only_the_other_changed_stays_as_it_is_saved():
    now = {
        "dated": dt.date(2026, 4, 1),
        "colour": "blue",
        "several": ["red", "blue"],
        "sure": False,
    }

    assert asked({"text": "Teach."}, now) == [
        ("dated", "1 April 2026", "1 March 2026", True, "saved"),
        ("colour", "Blue", "Red", True, "saved"),
        ("several", "Red\nBlue", "Red", True, "saved"),
        ("sure", "No", "Yes", True, "saved"),
    ]


@pytest.mark.parametrize("opened", ["", "no json", "[1]", "7", '{"text": 3}'])
def test_page_that_does_not_say_how_it_was_opened_is_asked_about_all_that_differs(opened):
    data = sent(saved(), text="Teach.")

    found = contested(Sample(data), saved(text="Ask."), opened=opened)

    assert [(one.name, one.chosen) for one in found] == [("text", "")]


def test_file_is_never_compared():
    assert "file" not in [field.name for field in fields_of(saved())]


def test_texts_are_marked_where_they_differ():
    data = sent(saved(), text="Train all staff.")
    (one,) = contested(Sample(data), saved(text="Train some staff."), opened=data["opened"])

    assert [change.text for change in one.only_saved if change.kind != "same"] == ["some "]
    assert [change.text for change in one.only_typed if change.kind != "same"] == ["all "]


def test_very_many_words_are_shown_without_marks(monkeypatch):
    monkeypatch.setattr(conflicts, "MAX_WORDS", 2)
    data = sent(saved(), text="Train all staff.")

    (one,) = contested(Sample(data), saved(text="Train some staff."), opened=data["opened"])

    assert (one.saved, one.typed, one.only_saved) == ("Train some staff.", "Train all staff.", [])


def test_date_that_is_none_is_shown_as_it_was_typed():
    form = Sample(sent(saved(), dated_0="40"))

    assert words_of(form["dated"]) == "40 3 2026"


def test_guards_are_what_the_form_holds_unseen():
    assert guards_of(saved()) == {"version": 1}


def chosen(choice="", **typed):
    """A form that is sent after the question, with a choice for its text."""
    first = sent(saved(), text="Teach.")
    (one,) = contested(Sample(first), saved(text="Ask."), opened=first["opened"])
    data = first.copy()
    data["choose"] = one.asked
    data["opened"] = opened_with(saved(text="Ask."))
    if choice:
        data["choice-text"] = choice
    for name, text in typed.items():
        data[name] = text
    return data


@pytest.mark.parametrize(
    ("choice", "typed", "sentences"),
    [
        ("", {}, ["Select what to keep for “Action to take”"]),
        ("neither", {}, ["Select what to keep for “Action to take”"]),
        ("saved", {}, []),
        ("mine", {}, []),
        ("mine", {"text": "Teach everybody."}, []),
        (
            "saved",
            {"text": "Teach everybody."},
            ["You have changed “Action to take” below. Select what to keep for it"],
        ),
    ],
)
def test_choice_is_asked_for_until_it_is_made(choice, typed, sentences):
    data = chosen(choice, **typed)

    found = unchosen(Sample(data), data)

    assert [error.message for error in found.values()] == sentences
    assert {error.href for error in found.values()} <= {"#choice-text"}


@pytest.mark.parametrize(("choice", "text"), [("saved", "Ask."), ("mine", "Teach.")])
def test_choice_says_which_text_is_sent(choice, text):
    data = chosen(choice)

    assert with_saved(data, saved(text="Ask.")).getlist("text") == [text]


def test_choice_of_a_field_that_was_not_asked_about_does_nothing():
    data = chosen("mine", **{"choice-colour": "saved", "colour": "blue"})

    assert with_saved(data, saved(text="Ask."))["colour"] == "blue"


def test_choice_stands_until_somebody_saves_again():
    data = chosen("saved")
    again = asked_in(data.getlist("choose"))

    def told(now):
        found = contested(
            Sample(data), saved(text=now), opened=data["opened"], again=again, choices=data
        )
        return [(one.saved, one.chosen) for one in found]

    assert told("Ask.") == [("Ask.", "saved")]
    assert told("Ask twice.") == [("Ask twice.", "")]


def test_field_that_was_left_alone_is_known_as_such_after_the_question():
    data = sent(saved())
    (one,) = contested(Sample(data), saved(text="Ask."), opened=data["opened"])
    again = asked_in([one.asked])

    found = contested(
        Sample(data), saved(text="Ask."), opened=opened_with(saved(text="Ask.")), again=again
    )

    assert [(one.untouched, one.chosen) for one in found] == [(True, "saved")]


@pytest.mark.parametrize("value", ["", ":", "text", "text:1:2:3:4", "\x00"])
def test_question_that_nobody_asked_is_read_without_harm(value):
    assert all(isinstance(one, Asked) for one in asked_in([value]).values())


@given(st.text(max_size=60), st.text(max_size=60))
def test_two_texts_are_asked_about_exactly_when_they_differ(one, two):
    data = sent(saved(), text=one)

    found = contested(Sample(data), saved(text=printable(two)), opened="")

    assert [name.name for name in found] == (["text"] if words(one) != words(two) else [])


def words(text):
    return words_of(Sample({"text": text})["text"])
