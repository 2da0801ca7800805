"""Every verb has its words, and says nothing that it cannot fill in."""

from __future__ import annotations

import ast
from pathlib import Path
from string import Formatter

import pytest
from django.apps import apps

from dhr_qa.tests.test_architecture import ROOMS
from dhr_qa.tests.test_traces import views
from history.naming import CALLED, field_at
from history.words import KINDS, ON_NO_PAGE, SAID, kind_of

ROOT = Path(__file__).resolve().parents[2]
WORDS = [ROOT / "history" / name for name in ("words.py", "telling.py")]
# Verbs that are put together as they are written: the kinds of an end and of a decision.
PUT_TOGETHER = {
    "actionplans.action_given_up",
    "actionplans.action_taken_up",
    "agencies.update_returned",
    "agencies.update_taken",
}


def said_in(rooms):
    """Every text in the source that could be the name of an event, and whether it certainly is one."""
    for path in (path for room in rooms for path in (ROOT / room).rglob("*.py")):
        if not {"tests", "migrations"} & set(path.parts) and path not in WORDS:
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                match node:
                    case ast.Call(args=[ast.Constant(value=str(verb)), *_]) if is_record(node.func):
                        yield verb, True
                    case ast.Constant(value=str(text)):
                        yield text, False


def is_record(function):
    return getattr(function, "id", "") in ("record", "record_for_ever")


def test_every_verb_has_its_words():
    recorded = {verb for verb, certainly in said_in(ROOMS) if certainly}
    shown = {view.shown for _, view in views() if getattr(view, "shown", "")}

    assert (recorded | shown) - set(SAID) - ON_NO_PAGE == set()


def test_no_words_are_left_over():
    assert set(SAID) - {text for text, _ in said_in(ROOMS)} - PUT_TOGETHER == set()


def test_words_are_filled_with_the_row_alone():
    slots = {slot for words in SAID.values() for _, slot, _, _ in Formatter().parse(words.said)}

    assert slots <= {"row", None}


def test_every_kind_has_its_words():
    assert {kind_of(verb) for verb in SAID} == set(KINDS)


@pytest.mark.parametrize("label", CALLED)
def test_names_come_from_fields_that_are_there(label):
    called, slots = CALLED[label]
    model = apps.get_model(label)

    fields = [field_at(model, lookup) for slot in slots for lookup in slot.split("|")]

    assert all(fields)
    assert called.count("{}") == len(slots)
