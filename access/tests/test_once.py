"""Reading once a page: the same rows, the same page, and never while something changes."""

from __future__ import annotations

from django.http import HttpResponse
from django.test import RequestFactory

from access.once import ReadOnce, once_a_page
from reviews.tests.factories import Cast


def counted():
    """A reading that says how often it was done."""
    calls = []

    @once_a_page
    def read(*args):
        calls.append(args)
        return len(calls)

    return read, calls


def page(method, read, *arguments):
    seen = []

    def view(request):
        seen.extend(read(argument) for argument in arguments)
        return HttpResponse()

    ReadOnce(view)(RequestFactory().generic(method, "/"))
    return seen


def test_page_reads_the_same_once():
    read, calls = counted()

    assert page("GET", read, "a", "a", "b", "a") == [1, 1, 2, 1]
    assert len(calls) == 2


def test_next_page_reads_again():
    read, _ = counted()

    assert (page("GET", read, "a"), page("GET", read, "a")) == ([1], [2])


def test_nothing_is_remembered_while_something_changes():
    read, _ = counted()

    assert page("POST", read, "a", "a") == [1, 2]
    assert (read("a"), read("a")) == (3, 4)


def test_row_that_was_read_twice_counts_as_one(db):
    cast, read = Cast(), counted()[0]
    again = type(cast.review).unscoped.get(pk=cast.review.pk)

    assert page("GET", read, cast.review, again, cast.northbrook) == [1, 1, 2]


def test_lists_of_keys_count_by_what_they_hold():
    read, _ = counted()

    assert page("GET", read, [1, 2], [1, 2], [2]) == [1, 1, 2]
