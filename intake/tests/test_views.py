"""The pages on which a plan is brought in: who reaches them, what they show, and that nothing typed is lost."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from access.versions import CHANGED_SINCE
from actionplans.models import Action
from actionplans.tests.factories import action_under, given_up, recommendation_in
from intake.actions import LOOK_AGAIN, PLAN_CHANGED, set_aside, skip_row
from intake.models import PlanImport
from intake.policies import IN_HAND
from intake.tests.factories import (
    brought_in,
    confirmed,
    file_of,
    fixed,
    kept,
    plan_file,
    plan_in_hand,
    said,
)
from reviews.models import StoredFile
from reviews.tests.factories import review_of, tomorrow, typed_day

UNNAMED = [["Alpha", "Beta"], ["Train the staff.", "Police"], ["Write a protocol.", "Probation"]]
NOT_YOURS = "Only the CSP manager and the independent chair can change the action plan."
OF_IMPORT = ("columns", "confirm", "set_aside")
OF_ROW = ("row", "skip", "take")


@pytest.fixture
def alice(cast, client):
    client.force_login(cast.alice)
    return client


@pytest.fixture
def draft(cast):
    """Two rows that are new."""
    return plan_in_hand(cast.review, said(), said(action="Train the staff."), by=cast.alice)


def url_of(name, draft, at=0):
    key = draft.rows.all()[at].pk if name in OF_ROW else draft.pk
    return reverse(f"intake:{name}", args=[key])


def bring_url(cast):
    return reverse("intake:bring", args=[cast.review.pk])


def sent(file):
    return {"file": SimpleUploadedFile(file.name, file.data)}


def titles(response):
    return [card.title for card in response.context["cards"]]


def fresh(draft):
    return PlanImport.unscoped.get(pk=draft.pk)


# --- the file -------------------------------------------------------------------------------


def test_file_that_is_read_leads_to_the_check_of_its_rows(cast, alice):
    response = alice.post(bring_url(cast), sent(plan_file(said(action="Train."))))

    draft = PlanImport.unscoped.get()
    assert response.url == draft.get_absolute_url()
    assert titles(alice.get(response.url)) == ["Train."]
    assert not Action.unscoped.exists()


def test_file_without_a_plan_leads_to_the_naming_of_its_columns(cast, alice):
    response = alice.post(bring_url(cast), sent(file_of(UNNAMED)))

    assert response.url == url_of("columns", PlanImport.unscoped.get())


def test_file_that_cannot_be_read_is_refused_and_not_kept(cast, alice):
    file = SimpleUploadedFile("plan.csv", b"Only words.")

    response = alice.post(bring_url(cast), {"file": file})

    assert list(response.context["form"].errors) == ["file"]
    assert [model.unscoped.count() for model in (PlanImport, StoredFile)] == [0, 0]


def test_page_leads_to_the_plan_that_is_being_checked(cast, alice, draft):
    page, again = alice.get(bring_url(cast)), alice.post(bring_url(cast), sent(plan_file()))

    assert page.url == draft.get_absolute_url()
    assert (again.status_code, again.context["reason"]) == (403, IN_HAND)
    assert again.context["back_url"] == draft.get_absolute_url()


def test_page_lists_what_was_brought_in_before(cast, alice):
    earlier = brought_in(cast.review, by=cast.alice)

    assert list(alice.get(bring_url(cast)).context["earlier"]) == [earlier]


# --- who ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", OF_IMPORT + OF_ROW)
@pytest.mark.parametrize(
    ("who", "status"), [("alice", 200), ("chloe", 200), ("vic", 403), ("kim", 404), ("quinn", 404)]
)
def test_pages_open_to_who_may_change_the_plan(cast, client, draft, name, who, status):
    client.force_login(getattr(cast, who))

    assert client.get(url_of(name, draft)).status_code == status


def test_viewer_reads_the_rows_without_buttons(cast, client, draft):
    pages = {}
    for user in (cast.alice, cast.vic):
        client.force_login(user)
        pages[user.name] = client.get(draft.get_absolute_url()).content.decode()

    buttons = [url_of("skip", draft), url_of("row", draft), url_of("confirm", draft)]
    assert [[button in page for button in buttons] for page in pages.values()] == [
        [True, True, True],
        [False, False, False],
    ]


def test_viewer_reads_why_not(cast, client, draft):
    client.force_login(cast.vic)

    response = client.get(url_of("row", draft))

    assert (response.context["reason"], response.context["back_url"]) == (
        NOT_YOURS,
        draft.get_absolute_url(),
    )


# --- the rows -------------------------------------------------------------------------------


def test_check_without_rows_leads_to_the_naming_of_columns(cast, alice):
    draft = kept(cast.review, file_of(UNNAMED), by=cast.alice)

    response = alice.get(draft.get_absolute_url())

    assert response.context["page"].paginator.count == 0
    assert response.content.decode().count(url_of("columns", draft)) == 1


def test_check_shows_fifty_rows_at_once_and_keeps_what_was_chosen(cast, alice):
    rows = [said(action=f"Step {at} with partner {at}.") for at in range(60)]
    draft = plan_in_hand(cast.review, *rows, by=cast.alice)

    first, second = (
        alice.get(draft.get_absolute_url(), {"show": "new", "page": page}) for page in (1, 2)
    )

    assert (len(titles(first)), len(titles(second))) == (50, 10)
    assert "?show=new&amp;page=1" in second.content.decode()


@pytest.mark.parametrize("query", ["?show=x", "?page=x", "?page=999", "?at=x", "?at=1&page=-1"])
def test_check_passes_over_what_it_does_not_know(alice, draft, query):
    response = alice.get(draft.get_absolute_url() + query)

    assert (response.status_code, len(titles(response))) == (200, 2)


@pytest.mark.parametrize(("name", "skipped"), [("skip", True), ("take", False)])
def test_button_comes_back_to_its_row(cast, alice, draft, name, skipped):
    row = draft.rows.first()
    if name == "take":
        skip_row(row, version=1, by=cast.alice)
    version = fresh(draft).version

    response = alice.post(f"{url_of(name, draft)}?show=new", {"version": version})

    assert response.url == f"{draft.get_absolute_url()}?show=new&at={row.pk}#row-{row.pk}"
    assert draft.rows.first().skipped is skipped


def test_row_that_goes_from_the_list_leaves_its_place_to_the_next(cast, alice, draft):
    first, second = draft.rows.all()

    response = alice.post(f"{url_of('skip', draft)}?show=new", {"version": 1}, follow=True)

    page = response.content.decode()
    assert titles(response) == ["Train the staff."]
    assert page.index(f'id="row-{second.pk}"') < page.index(f'id="row-{first.pk}"')


@pytest.mark.parametrize("name", ["skip", "take", "set_aside"])
def test_button_is_refused_to_who_pressed_second_and_works_once_they_were_told(
    cast, alice, draft, name
):
    skip_row(draft.rows.last(), version=1, by=cast.chloe)

    told = alice.post(url_of(name, draft), {"version": 1})
    version = told.context["form"]["version"].value()
    again = alice.post(url_of(name, draft), {"version": version})

    assert told.context["form"].non_field_errors() == [LOOK_AGAIN]
    assert again.status_code == 302


def test_check_query_count_does_not_grow(cast, alice):
    counts = []
    for length in (1, 30):
        review = review_of(cast.northbrook, by=cast.alice, name=f"Plan {length}")
        rows = [
            said(number=str(at), action=f"Step {at} with partner {at}.", rag="Red")
            for at in range(length)
        ]
        brought_in(review, *rows, by=cast.alice)
        changed = [row | {"lead": "Police", "target": "31/06/2025"} for row in rows]
        draft = plan_in_hand(review, *changed, said(action="Other."), by=cast.alice)
        counts.append(
            [
                _queries(alice, url)
                for url in (
                    draft.get_absolute_url(),
                    f"{draft.get_absolute_url()}?show=gone",
                    url_of("row", draft),
                    url_of("confirm", draft),
                    confirmed(draft, by=cast.alice).get_absolute_url(),
                )
            ]
        )

    assert counts[0] == counts[1]


def _queries(client, url):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code in (200, 403)
    return len(queries)


# --- one row --------------------------------------------------------------------------------


def as_shown(client, url, **typed):
    """What a browser sends back of the page of a row, and what is typed instead."""
    form = client.get(url).context["form"]
    found = {}
    for field in form:
        if field.shape == "date":
            found |= {part.name: part.value for part in field.parts}
        else:
            found[field.html_name] = "" if field.value() is None else str(field.value())
    return found | typed


def test_row_is_saved_and_the_page_comes_back_to_it(alice, draft):
    url = f"{url_of('row', draft)}?show=new"

    response = alice.post(url, as_shown(alice, url, text="Train everybody.", lead_agency="Police"))

    row = draft.rows.first()
    assert (row.text, row.lead_agency, row.fixed) == ("Train everybody.", "Police", True)
    assert response.url == f"{draft.get_absolute_url()}?show=new&at={row.pk}#row-{row.pk}"


def test_row_that_is_refused_keeps_what_was_typed(cast, alice, draft):
    url = url_of("row", draft)
    typed = as_shown(alice, url, text="My words.")
    fixed(draft.rows.first(), lead_agency="Probation", by=cast.chloe)

    told = alice.post(url, typed)
    again = alice.post(url, typed | {"version": told.context["form"]["version"].value()})

    assert told.context["form"].non_field_errors() == [CHANGED_SINCE]
    assert told.context["form"]["text"].value() == "My words."
    assert dict(told.context["saved"])["Lead Agency"] == "Probation"
    assert (again.status_code, draft.rows.first().text) == (302, "My words.")


def test_row_with_a_mistake_keeps_what_was_typed(alice, draft):
    url = url_of("row", draft)
    typed = as_shown(alice, url, text="My words.", **typed_day("completed_on", tomorrow()))

    response = alice.post(url, typed)

    assert list(response.context["form"].errors) == ["completed_on"]
    assert response.context["form"]["text"].value() == "My words."


def test_row_can_be_said_to_be_about_another_action(cast, alice):
    above = recommendation_in(cast.review, by=cast.alice)
    action = action_under(above, text="Something else entirely.", by=cast.alice)
    draft = plan_in_hand(cast.review, by=cast.alice)
    url = url_of("row", draft)

    alice.post(url, as_shown(alice, url, action=str(action.pk)))

    row = draft.rows.get()
    assert (row.action, row.matched_by_hand) == (action, True)


def test_row_shows_what_the_file_said_and_what_to_look_at(cast, alice):
    draft = plan_in_hand(cast.review, said(target="31/06/2025"), by=cast.alice)

    response = alice.get(url_of("row", draft))

    assert ("Target date", "31/06/2025") in response.context["said"]
    assert response.context["compared"].doubts == (
        "There is no such day as 31/06/2025. The words were kept.",
    )


# --- the columns ----------------------------------------------------------------------------


def test_columns_are_named_and_the_rows_read_again(cast, alice):
    draft = kept(cast.review, file_of(UNNAMED), by=cast.alice)
    typed = {"version": 1, "column_0": "Action to take", "column_1": "Lead agency"}

    response = alice.post(url_of("columns", draft), typed)

    assert response.url == draft.get_absolute_url()
    assert [(row.text, row.lead_agency) for row in draft.rows.all()] == [
        ("Train the staff.", "Police"),
        ("Write a protocol.", "Probation"),
    ]


def test_columns_of_a_file_that_storage_has_lost_say_so(cast, alice, draft):
    draft.file.file.storage.delete(draft.file.file.name)

    response = alice.get(url_of("columns", draft))

    assert (response.status_code, response.context["back_url"]) == (403, draft.get_absolute_url())


# --- the confirmation -----------------------------------------------------------------------


def confirmation(client, draft):
    """What the page of confirmation would send, reached by the button of the check."""
    url = url_of("confirm", draft)
    seen = client.get(draft.get_absolute_url()).context["seen"]
    form = client.get(url, {"seen": seen}).context["form"]
    today = typed_day("dated", timezone.localdate())
    return url, {"version": form["version"].value(), "seen": form["seen"].value()} | today


def test_confirmation_writes_the_rows_and_leads_to_the_record(cast, alice, draft):
    response = alice.post(*confirmation(alice, draft), follow=True)

    assert [action.text for action in Action.unscoped.of_review(cast.review)] == [
        "Write a joint protocol.",
        "Train the staff.",
    ]
    assert response.templates[0].name == "intake/record.html"
    assert titles(response) == ["Write a joint protocol.", "Train the staff."]


def test_confirmation_is_refused_when_the_plan_changed_since_the_rows_were_seen(cast, alice, draft):
    url, typed = confirmation(alice, draft)
    recommendation_in(cast.review, by=cast.chloe)

    told = alice.post(url, typed)
    again = alice.post(url, typed | {"seen": told.context["form"]["seen"].value()})

    assert told.context["form"].non_field_errors() == [PLAN_CHANGED]
    assert (again.status_code, fresh(draft).confirmed_by) == (302, cast.alice)


@pytest.mark.parametrize(("target", "number"), [("31 March 2027", 0), ("31/06/2025", 1)])
def test_confirmation_says_how_many_rows_ask_for_a_look(cast, alice, target, number):
    draft = plan_in_hand(cast.review, said(target=target), by=cast.alice)

    assert alice.get(url_of("confirm", draft)).context["to_check"] == number


def test_confirmation_waits_for_rows_that_must_be_fixed(cast, alice, draft):
    fixed(draft.rows.first(), completed_on=tomorrow(), by=cast.alice)

    response = alice.get(url_of("confirm", draft))

    assert (response.status_code, response.context["reason"]) == (
        403,
        "1 row has to be fixed or skipped before you can confirm.",
    )


@pytest.mark.parametrize("end", ["confirmed", "set aside"])
def test_what_has_ended_is_a_record_and_no_longer_a_draft(cast, alice, draft, end):
    if end == "confirmed":
        confirmed(draft, by=cast.alice)
    else:
        set_aside(draft, version=1, by=cast.alice)

    record = alice.get(draft.get_absolute_url())
    others = [alice.get(url_of(name, draft)) for name in OF_IMPORT + OF_ROW]

    assert record.templates[0].name == "intake/record.html"
    assert {page.context["back_url"] for page in others} == {draft.get_absolute_url()}


# --- beside the plan ------------------------------------------------------------------------


def test_plan_page_leads_back_to_the_check(cast, client, draft):
    found = {}
    for user in (cast.alice, cast.chloe, cast.vic):
        client.force_login(user)
        page = client.get(reverse("actionplans:plan", args=[cast.review.pk])).content.decode()
        found[user.name] = draft.get_absolute_url() in page

    assert found == {"Alice": True, "Chloé": True, "Vic": False}


def test_plan_page_offers_to_bring_in_a_plan(cast, alice):
    page = alice.get(reverse("actionplans:plan", args=[cast.review.pk])).content.decode()

    assert page.count(bring_url(cast)) == 1


def test_action_that_the_file_does_not_name_leads_to_its_end(cast, alice):
    brought_in(cast.review, said(), said(action="Visit."), said(action="Ask."), by=cast.alice)
    visit, ask = Action.unscoped.filter(text__in=["Visit.", "Ask."]).order_by("-text")
    given_up(ask, by=cast.alice)
    draft = plan_in_hand(cast.review, by=cast.alice)

    gone = alice.get(draft.get_absolute_url(), {"show": "gone"}).context["gone"]

    end = reverse("actionplans:give_up", args=[visit.pk])
    assert [(one.title, one.give_up_href) for one in gone] == [("Visit.", end), ("Ask.", "")]
