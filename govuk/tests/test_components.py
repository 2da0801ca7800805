from typing import Any

import pytest
from django.core.paginator import Paginator
from django.http import QueryDict
from django.template import TemplateSyntaxError

from govuk.tests.markup import read

ATTACK = '<script>alert("x")</script>'


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        (
            '{% tag text="x" color="red" %}',
            "{% tag %} has no color; it takes text, colour",
        ),
        ('{% tag "x" %}', '{% tag %} has no "x"; it takes text, colour'),
        ('{% tag colour="red" %}', "{% tag %} needs text"),
        ("{% details %}x{% enddetails %}", "{% details %} needs summary"),
    ],
)
def test_component_with_wrong_properties_is_refused(draw: Any, source: str, sentence: str) -> None:
    with pytest.raises(TemplateSyntaxError) as refusal:
        draw(source)

    assert str(refusal.value) == sentence


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        (
            '{% button text="x" kind="big" %}',
            "{% button %} has no kind “big”; it has primary, secondary, warning",
        ),
        (
            '{% rag rating="black" label="x" %}',
            "{% rag %} has no rating “black”; it has red, amber, green, blue",
        ),
    ],
)
def test_component_with_unknown_choice_is_refused(draw: Any, source: str, sentence: str) -> None:
    with pytest.raises(TemplateSyntaxError) as refusal:
        draw(source)

    assert str(refusal.value) == sentence


def test_component_sees_nothing_but_its_own_properties(draw: Any) -> None:
    drawn = draw('{% button text="Save" %}', href="/elsewhere/", name="do", value="all")

    assert [button.attrs.get("name") for button in read(drawn).all("button")] == [None]
    assert read(drawn).all("a") == []


@pytest.mark.parametrize(
    "source",
    [
        "{% button text=words %}",
        "{% button text=words href=words %}",
        '{% button text="x" name=words value=words %}',
        "{% tag text=words %}",
        "{% inset %}{{ words }}{% endinset %}",
        "{% back_link href=words text=words %}",
        "{% details summary=words %}{{ words }}{% enddetails %}",
        "{% error_summary errors=pairs %}",
        "{% summary_list rows=rows %}",
        "{% table_frame label=words %}{{ words }}{% endtable_frame %}",
        "{% nothing text=words href=words action=words %}",
        "{% progress done=1 total=2 text=words %}",
        "{% sort_header label=words field=words current=words query=query %}",
        "{% visually_hidden text=words %}",
        '{% rag rating="red" label=words %}',
        "{% warning_text text=words %}",
        "{% notification text=words %}",
    ],
)
def test_component_escapes_what_it_is_given(draw: Any, source: str) -> None:
    drawn = draw(
        source,
        words=ATTACK,
        pairs=[(ATTACK, ATTACK)],
        rows=[(ATTACK, ATTACK, ATTACK, ATTACK)],
        query=QueryDict("q=<script>"),
    )

    assert read(drawn).all("script") == []
    assert "alert" in drawn


def test_button_submits_with_its_name_and_value(draw: Any) -> None:
    button = read(draw('{% button text="Save draft" name="do" value="save" %}')).one("button")

    assert (button.text, button.attrs["name"], button.attrs["value"]) == (
        "Save draft",
        "do",
        "save",
    )
    assert button.attrs["type"] == "submit"


def test_button_with_an_address_is_a_link(draw: Any) -> None:
    link = read(draw('{% button text="Start" href="/start/" kind="secondary" %}')).one("a")

    assert (link.text, link.attrs["href"]) == ("Start", "/start/")
    assert link.attrs["class"] == "govuk-button govuk-button--secondary"


def test_disabled_button_says_so_twice(draw: Any) -> None:
    button = read(draw('{% button text="Save" disabled=True %}')).one("button")

    assert "disabled" in button.attrs
    assert button.attrs["aria-disabled"] == "true"


def test_inset_holds_its_block(draw: Any) -> None:
    drawn = draw("{% inset %}<p>Their words</p>{% endinset %}")

    assert read(drawn).one(class_="govuk-inset-text").one("p").text == "Their words"


def test_block_component_draws_its_body_in_the_pages_own_context(draw: Any) -> None:
    drawn = draw("{% details summary='More' %}{{ words }}{% enddetails %}", words="From the page")

    assert read(drawn).one(class_="govuk-details__text").text == "From the page"


def test_error_summary_without_errors_is_nothing(draw: Any) -> None:
    assert draw("{% error_summary errors=errors %}", errors=[]) == ""


def test_summary_list_links_a_change_to_its_row(draw: Any) -> None:
    rows = [("Name", "Elm", "/change/", "Change"), ("Reference", "DHR 12")]

    tree = read(draw("{% summary_list rows=rows %}", rows=rows))

    assert [key.text for key in tree.all("dt")] == ["Name", "Reference"]
    assert [link.text for link in tree.all("a")] == ["Change Name"]


def test_table_frame_can_be_reached_and_is_named(draw: Any) -> None:
    frame = read(draw('{% table_frame label="Files" %}x{% endtable_frame %}')).one("div")

    assert frame.attrs["role"] == "region"
    assert frame.attrs["aria-label"] == "Files"
    assert frame.attrs["tabindex"] == "0"


def test_rag_has_words_and_a_shape_of_its_own_for_each_rating(draw: Any) -> None:
    drawn = {
        rating: read(draw("{% rag rating=rating label=label %}", rating=rating, label="So it is"))
        for rating in ("red", "amber", "green", "blue")
    }
    shapes = {str(tree.one("svg").all()[0].attrs) for tree in drawn.values()}

    assert {tree.text for tree in drawn.values()} == {"So it is"}
    assert len(shapes) == 4


def test_visually_hidden_words_stand_apart_from_the_words_before(draw: Any) -> None:
    drawn = draw('<a>Change{% visually_hidden text="area 3" %}</a>')

    assert read(drawn).text == "Change area 3"


def test_notification_of_success_is_announced(draw: Any) -> None:
    done = read(draw('{% notification text="Saved" kind="success" %}'))
    note = read(draw('{% notification text="Saved" %}'))

    assert done.one(class_="govuk-notification-banner").attrs["role"] == "alert"
    assert note.one(class_="govuk-notification-banner").attrs["role"] == "region"


def paged(draw: Any, number: int, of: int = 20, query: str = "") -> Any:
    page = Paginator(range(of), 2).get_page(number)
    source = "{% pagination page=page query=query %}"
    return read(draw(source, page=page, query=QueryDict(query)))


def test_pagination_keeps_the_rest_of_the_query(draw: Any) -> None:
    tree = paged(draw, 2, query="theme=children&page=2&theme=research")

    assert tree.one("a", rel="next").attrs["href"] == "?theme=children&theme=research&page=3"
    assert tree.one("a", rel="prev").attrs["href"] == "?theme=children&theme=research&page=1"


def test_pagination_passes_over_pages_far_away(draw: Any) -> None:
    tree = paged(draw, 5)

    assert [item.text for item in tree.all("li")] == ["1", "⋯", "4", "5", "6", "⋯", "10"]
    assert [link.text for link in tree.all("a", **{"aria-current": "page"})] == ["5"]


def test_pagination_of_the_first_and_the_last_page_leads_one_way(draw: Any) -> None:
    first, last = paged(draw, 1), paged(draw, 10)

    assert first.all("a", rel="prev") == []
    assert len(first.all("a", rel="next")) == 1
    assert last.all("a", rel="next") == []
    assert len(last.all("a", rel="prev")) == 1


def test_pagination_of_one_page_is_nothing(draw: Any) -> None:
    page = Paginator([1], 2).get_page(1)

    drawn = draw("{% pagination page=page query=query %}", page=page, query=QueryDict())

    assert drawn == ""


@pytest.mark.parametrize(
    ("current", "order", "href"),
    [
        ("", "none", "?q=plan&sort=lead"),
        ("lead", "ascending", "?q=plan&sort=-lead"),
        ("-lead", "descending", "?q=plan&sort=lead"),
        ("target", "none", "?q=plan&sort=lead"),
    ],
)
def test_sort_header_says_the_order_and_turns_it(
    draw: Any, current: str, order: str, href: str
) -> None:
    query = QueryDict(f"q=plan&page=3&sort={current}")
    source = '{% sort_header label="Lead" field="lead" current=current query=query %}'

    header = read(draw(source, current=current, query=query)).one("th")

    assert header.attrs["aria-sort"] == order
    assert header.one("a").attrs["href"] == href
