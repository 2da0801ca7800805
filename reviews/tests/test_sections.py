"""How each room hangs its part on the review's page."""

import pytest

from reviews import sections as registry
from reviews.sections import Section, section, sections


@pytest.fixture
def hung(monkeypatch):
    """An empty page, for parts of a test's own."""
    monkeypatch.setattr(registry, "_DRAWN", [])


def part(title):
    return Section(title, f"/{title}/", "As it stands")


def test_sections_stand_by_place_whoever_came_first(hung):
    @section(place=20)
    def second(review, qa_round, user):
        return part("second")

    @section(place=10)
    def first(review, qa_round, user):
        return part("first")

    assert sections(None, None, None) == [part("first"), part("second")]


def test_section_that_a_person_may_not_see_is_left_out(hung):
    @section(place=10)
    def for_alice(review, qa_round, user):
        return part("papers") if user == "alice" else None

    assert sections(None, None, "alice") == [part("papers")]
    assert sections(None, None, "quinn") == []


def test_section_is_drawn_from_the_review_its_round_and_the_reader(hung):
    @section(place=10)
    def drawn(review, qa_round, user):
        return Section(review, qa_round, user)

    assert sections("Elm", "round 1", "alice") == [Section("Elm", "round 1", "alice")]


def test_this_rooms_parts_stand_on_the_page_of_a_review(cast):
    found = [part.title for part in sections(cast.review, cast.review.rounds.get(), cast.alice)]

    assert [title for title in found if title in ("Documents", "Timeline")] == [
        "Documents",
        "Timeline",
    ]
