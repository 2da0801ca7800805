from typing import Any

import pytest
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.template.loader import render_to_string

from govuk.examples import EveryField, filled_in
from govuk.tests.markup import Element, read
from govuk.views import Gallery

NAVIGATION = [
    {"text": "Reviews", "href": "/", "current": True},
    {"text": "Your account", "href": "/account/", "current": False},
]


def page(name: str = "form.html", **context: Any) -> Element:
    return read(render_to_string(name, context).partition("<!DOCTYPE html>")[2])


def test_page_is_in_english_and_has_one_main_part_and_one_heading() -> None:
    tree = page(heading="Record a revision", form=EveryField())

    assert tree.one("html").attrs["lang"] == "en-GB"
    assert tree.one(class_="govuk-skip-link").attrs["href"] == "#main-content"
    assert tree.one("main").attrs["id"] == "main-content"
    assert tree.one("h1").text == "Record a revision"


def test_title_names_the_page_and_the_service() -> None:
    tree = page(heading="Record a revision", caption="Area 3", form=EveryField())

    assert tree.one("title").text == "Record a revision – Area 3 – DHR quality assurance"


def test_title_says_first_that_there_is_an_error() -> None:
    tree = page(heading="Record a revision", form=EveryField({}))

    assert tree.one("title").text == "Error: Record a revision – DHR quality assurance"


def test_page_runs_no_script_of_its_own() -> None:
    tree = page(heading="Record a revision", form=EveryField(initial=filled_in()))

    assert [script.text for script in tree.all("script")] == ["", ""]
    assert [element.tag for element in tree.all() if "style" in element.attrs] == []
    assert [
        element.tag for element in tree.all() if any(n.startswith("on") for n in element.attrs)
    ] == []


def test_header_shows_where_the_person_is_and_signs_out_by_post() -> None:
    tree = page(heading="x", form=EveryField(), navigation=NAVIGATION)

    current = tree.one("header").all("a", **{"aria-current": "page"})
    assert [link.text for link in current] == ["Reviews"]
    assert tree.one("header").one("form").attrs["method"] == "post"
    assert tree.one("header").one("form").one("button").text == "Sign out"


def test_header_of_somebody_who_is_not_signed_in_has_no_menu() -> None:
    tree = page(heading="x", form=EveryField(), navigation=[])

    assert tree.all("nav") == []


def test_messages_stand_in_the_main_part() -> None:
    saved = Message(constants.SUCCESS, "Your revision is recorded.")

    tree = page(heading="x", form=EveryField(), messages=[saved])

    banner = tree.one("main").one(class_="govuk-notification-banner")
    assert (
        banner.one(class_="govuk-notification-banner__heading").text == "Your revision is recorded."
    )


def test_form_page_has_the_errors_first_and_then_the_heading() -> None:
    tree = page(heading="Record a revision", form=EveryField({}))

    main = tree.one("main").all()
    summary = next(
        i for i, found in enumerate(main) if found.matches("", {"class_": "govuk-error-summary"})
    )
    heading = next(i for i, found in enumerate(main) if found.tag == "h1")
    assert summary < heading


def test_form_page_with_files_is_multipart_and_keeps_unsaved_typing() -> None:
    form = page(heading="x", form=EveryField()).one("main").one("form")

    assert form.attrs["enctype"] == "multipart/form-data"
    assert form.attrs["method"] == "post"
    assert {"novalidate", "data-unsaved"} <= form.attrs.keys()


def test_form_page_names_its_button_and_its_ways_back() -> None:
    tree = page(
        heading="x",
        form=EveryField(),
        submit_label="Save revision",
        back_url="/b/",
        cancel_url="/c/",
    )

    assert [b.text for b in tree.one("main").all("button", type="submit")] == ["Save revision"]
    assert tree.one(class_="govuk-back-link").attrs["href"] == "/b/"
    assert [link.attrs["href"] for link in tree.one("main").all("a")] == ["/c/"]


def test_refusal_is_one_sentence_and_one_way_on() -> None:
    tree = page("refused.html", reason="The round has ended.", back_url="/reviews/1/")

    assert [p.text for p in tree.one("main").all("p")] == ["The round has ended.", "Go back"]
    assert tree.one("main").one("a").attrs["href"] == "/reviews/1/"


@pytest.mark.parametrize("name", ["400.html", "403.html", "403_csrf.html", "404.html", "500.html"])
def test_error_page_needs_nothing_to_be_drawn(name: str) -> None:
    tree = page(name)

    assert len(tree.all("h1")) == 1
    assert tree.one("title").text.endswith(" – DHR quality assurance")


def test_gallery_shows_every_field_and_follows_its_query(rf: Any) -> None:
    response = Gallery.as_view()(rf.get("/design-system/?sort=-name&page=2")).render()

    tree = read(response.content.decode().partition("<!DOCTYPE html>")[2])
    assert len(tree.all(class_="govuk-error-message")) == len(EveryField().fields) - 1
    assert tree.one("th", **{"aria-sort": "descending"}).text == "Name (sort)"
