"""Numbers, days and beginnings of texts, as the pages say them."""

import pytest

from govuk.words import shortened


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Say  who\nleads.", "Say who leads."),
        ("x" * 20, "x" * 20),
        ("x" * 21, "x" * 18 + " …"),
        ("word " * 30, "word word word …"),
        ("", ""),
    ],
)
def test_text_is_shortened_to_whole_words(text: str, shown: str) -> None:
    assert shortened(text, 20) == shown
    assert len(shown) <= 20
