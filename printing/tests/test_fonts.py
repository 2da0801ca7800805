"""Which letters the typeface has, and how much of a line fits."""

from __future__ import annotations

import pytest

from printing.fonts import BOLD, REGULAR, face, missing_glyphs


def test_names_of_this_country_and_its_neighbours_can_be_drawn():
    assert (
        missing_glyphs("Llŷr, Małgorzata, Zoë, Ó Briain, Šárka, Đorđe, Þóra, Ğül, Łódź – “‘€£’” …")
        == set()
    )


@pytest.mark.parametrize(
    ("text", "missing"),
    [("Elm 🌳", {"🌳"}), ("王 and 李", {"王", "李"}), ("Ελμ", set("Ελμ")), ("y\u0302", set())],
    ids=["picture", "Chinese", "Greek", "composed first"],
)
def test_letters_that_cannot_be_drawn_are_found(text, missing):
    known = {letter for letter in missing if letter in face(REGULAR).letters}

    assert missing_glyphs(text) == missing - known


def test_what_is_never_drawn_is_not_missing():
    assert missing_glyphs("a\n\tb\r\u200d\u00ad") == set()


def test_words_are_as_wide_as_their_letters():
    its = face(BOLD)

    assert its.width("ab") == its.advance("a") + its.advance("b") > 0


def test_long_words_are_shortened_until_they_fit():
    its = face(REGULAR)

    short = its.fitted("Elm and a long name", its.width("Elm and…"))

    assert (short, its.fitted("Elm", its.width("Elm"))) == ("Elm and…", "Elm")
