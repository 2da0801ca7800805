"""The people of a review: who keeps the list, what always holds, and that nobody is lost from it."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from access.verdict import YES, Refused
from access.versions import CHANGED_SINCE
from audit.models import Event
from reviews import presenters
from reviews.actions import add_person_to_review, edit_review_person, remove_review_person
from reviews.models import Capacity, PersonRole, Review, ReviewPerson
from reviews.people_forms import ContactForm, PanelMemberForm
from reviews.policies import may_edit_people, may_edit_person
from reviews.presenters import PanelRow, panel_table
from reviews.tests.factories import contact, panel_member, review_of, round_at
from reviews.workflow import Stage

NOT_AT_WORK = "Only the CSP manager and the independent chair can do this."
OFF_THE_LIST = "This person has been taken off the list. Look at the list again."
MEMBER = {"name": "Zoë", "organisation": "Housing", "capacity": "full_member"}


@pytest.fixture
def alice(cast, client):
    client.force_login(cast.alice)
    return client


def people_url(cast):
    return reverse("reviews:people", args=[cast.review.pk])


def removed(person, by):
    return remove_review_person(person, version=person.version, by=by)


# What always holds


@pytest.mark.parametrize(
    "row",
    [
        {"role": PersonRole.PANEL, "capacity": ""},
        {"role": PersonRole.PANEL, "capacity": "onlooker"},
        {"role": PersonRole.CONTACT, "capacity": Capacity.FULL_MEMBER},
        {"role": PersonRole.PANEL, "capacity": Capacity.ADVISER, "reason": ""},
        {"role": PersonRole.PANEL, "capacity": Capacity.CRITICAL_FRIEND, "reason": ""},
    ],
)
def test_rows_that_say_too_little_are_not_kept(cast, row):
    with pytest.raises(IntegrityError), transaction.atomic():
        ReviewPerson.unscoped.create(review=cast.review, name="A", organisation="B", **row)

    assert ReviewPerson.unscoped.count() == 0


@pytest.mark.parametrize(
    ("who", "seen"), [("alice", 1), ("vic", 1), ("chloe", 1), ("kim", 0), ("quinn", 0)]
)
def test_people_are_a_working_paper_of_the_csp(cast, who, seen):
    panel_member(cast.review, by=cast.alice)
    round_at(Stage.SUBMITTED, cast.review, by=cast.alice)

    assert ReviewPerson.visible_to(getattr(cast, who)).count() == seen


# Who may do what


@pytest.mark.parametrize(
    ("who", "reason"),
    [
        ("alice", ""),
        ("chloe", ""),
        ("vic", NOT_AT_WORK),
        ("kim", NOT_AT_WORK),
        ("quinn", NOT_AT_WORK),
    ],
)
def test_list_is_kept_by_managers_and_the_chair(cast, who, reason):
    person, user = panel_member(cast.review, by=cast.alice), getattr(cast, who)

    assert may_edit_people(user, cast.review).reason == reason
    assert may_edit_person(user, person).reason == reason


def test_who_is_off_the_list_is_not_changed(cast):
    gone = removed(panel_member(cast.review, by=cast.alice), cast.alice)

    assert may_edit_person(cast.alice, gone).reason == OFF_THE_LIST
    assert may_edit_people(cast.alice, cast.review) == YES


# What happens


def test_person_is_put_on_the_list(cast):
    person = add_person_to_review(
        cast.review, role=PersonRole.PANEL, by=cast.chloe, **MEMBER | {"reason": ""}
    )

    event = Event.objects.last()
    assert (person.review, person.name, person.removed_at, person.version) == (
        cast.review,
        "Zoë",
        None,
        1,
    )
    assert (event.verb, event.actor) == ("reviews.person_added", cast.chloe)


def test_person_is_changed_with_a_trace_of_what(cast):
    person = panel_member(cast.review, by=cast.alice, name="Zoe")

    changed = edit_review_person(person, version=1, by=cast.chloe, name="Zoë")

    event = Event.objects.last()
    assert (changed.name, changed.version) == ("Zoë", 2)
    assert (event.verb, event.changes) == ("reviews.person_edited", {"name": ["Zoe", "Zoë"]})


def test_person_who_is_removed_is_kept(cast):
    gone = removed(panel_member(cast.review, by=cast.alice), cast.alice)

    assert list(ReviewPerson.unscoped.all()) == [gone]
    assert list(ReviewPerson.unscoped.listed()) == []
    assert Event.objects.last().verb == "reviews.person_removed"


@pytest.mark.parametrize("act", [edit_review_person, remove_review_person])
def test_second_of_two_people_is_told(cast, act):
    person = panel_member(cast.review, by=cast.alice)
    edit_review_person(person, version=1, by=cast.chloe, name="Zoë")
    events = Event.objects.count()

    with pytest.raises(Refused, match=CHANGED_SINCE):
        act(person, version=1, by=cast.alice)

    row = ReviewPerson.unscoped.get()
    assert (row.name, row.version, row.removed_at) == ("Zoë", 2, None)
    assert Event.objects.count() == events


@pytest.mark.parametrize("who", ["vic", "kim", "quinn"])
def test_others_do_not_change_the_list(cast, who):
    person, user = panel_member(cast.review, by=cast.alice), getattr(cast, who)
    events = Event.objects.count()

    for attempt in (
        lambda: contact(cast.review, by=user),
        lambda: edit_review_person(person, version=1, by=user, name="Zoë"),
        lambda: remove_review_person(person, version=1, by=user),
    ):
        with pytest.raises(Refused, match=NOT_AT_WORK):
            attempt()

    assert (ReviewPerson.unscoped.count(), Event.objects.count()) == (1, events)


# What they type


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({}, {}),
        ({"capacity": "adviser", "reason": "Knows the services."}, {}),
        ({"capacity": "adviser"}, {"reason": ["Enter the reason why this person was asked"]}),
        (
            {"capacity": "critical_friend", "reason": "  "},
            {"reason": ["Enter the reason why this person was asked"]},
        ),
        (
            {"capacity": "adviser", "reason": "x" * 2001},
            {"reason": ["Reason must be 2,000 characters or fewer"]},
        ),
        (
            {"name": "", "organisation": "", "capacity": ""},
            {
                "name": ["Enter the person’s name"],
                "organisation": ["Enter the organisation"],
                "capacity": ["Select the capacity"],
            },
        ),
        ({"capacity": "onlooker"}, {"capacity": ["Select capacity from the list"]}),
    ],
)
def test_panel_form_asks_for_what_is_missing(cast, typed, errors):
    form = PanelMemberForm(MEMBER | typed, user=cast.alice)

    assert form.errors == errors


def test_contact_may_have_neither_e_mail_nor_telephone(cast):
    typed = {"name": "Zoë", "organisation": "Northbrook CSP"}

    assert ContactForm(typed, user=cast.alice).errors == {}
    assert ContactForm(typed | {"email": "zoë at work"}, user=cast.alice).errors == {
        "email": ["Enter an e-mail address in the correct format, like name@example.org"]
    }


# What is shown


def test_panel_is_printed_by_organisation_and_name_whatever_the_accents(cast):
    for organisation, name in (("Zebra", "A"), ("Ångström", "Zoë"), ("Angstrom", "Élan")):
        panel_member(cast.review, by=cast.alice, organisation=organisation, name=name)
    panel_member(cast.review, by=cast.alice, organisation="angstrom", name="Emma")

    rows = panel_table(cast.review)

    assert [(row.organisation, row.name) for row in rows] == [
        ("Angstrom", "Élan"),
        ("angstrom", "Emma"),
        ("Ångström", "Zoë"),
        ("Zebra", "A"),
    ]


def test_printed_row_says_the_capacity_in_words(cast):
    panel_member(
        cast.review,
        by=cast.alice,
        job_title="Nurse",
        capacity=Capacity.CRITICAL_FRIEND,
        reason="Knows the services.",
    )
    panel_member(review_of(cast.eastmere, by=cast.alice, name="Oak"), by=cast.alice)

    assert panel_table(cast.review) == [
        PanelRow("Council", "Ángel", "Nurse", "Critical friend", "Knows the services.")
    ]


@pytest.mark.parametrize(
    ("members", "contacts", "words"),
    [
        (0, 0, "Nobody on the list yet"),
        (7, 0, "7 on the review panel (local)"),
        (7, 1, "7 on the review panel (local), 1 CSP contact"),
        (0, 2, "0 on the review panel (local), 2 CSP contacts"),
    ],
)
def test_section_counts_the_panel(cast, members, contacts, words):
    removed(panel_member(cast.review, by=cast.alice), cast.alice)
    for _ in range(members):
        panel_member(cast.review, by=cast.alice)
    for _ in range(contacts):
        contact(cast.review, by=cast.alice)

    part = presenters.people(cast.review, cast.review.rounds.get(), cast.vic)

    assert (part.title, part.href, part.summary) == ("People", people_url(cast), words)


def test_people_are_no_part_of_the_secretariats_page(cast):
    qa_round = round_at(Stage.SUBMITTED, cast.review, by=cast.alice)

    assert presenters.people(cast.review, qa_round, cast.quinn) is None


# The pages


@pytest.mark.parametrize(
    ("who", "answers"),
    [
        ("alice", "200 200 200 200 200"),
        ("chloe", "200 200 200 200 200"),
        ("vic", "200 403 403 403 403"),
        ("kim", "404 404 404 404 404"),
        ("quinn", "404 404 404 404 404"),
    ],
)
def test_pages_open_to_whom_they_concern(cast, client, who, answers):
    person = panel_member(cast.review, by=cast.alice)
    round_at(Stage.SUBMITTED, cast.review, by=cast.alice)
    client.force_login(getattr(cast, who))
    on_review = ("people", "add_panel_member", "add_contact")
    urls = [reverse(f"reviews:{name}", args=[cast.review.pk]) for name in on_review]
    urls += [
        reverse(f"reviews:{name}", args=[person.pk]) for name in ("edit_person", "remove_person")
    ]

    found = [client.get(url).status_code for url in urls]

    assert found == [int(answer) for answer in answers.split()]


def test_page_without_people_says_so(cast, alice):
    Review.unscoped.filter(pk=cast.review.pk).update(chair=None)

    response = alice.get(people_url(cast))

    shown = response.content.decode()
    assert response.context["leads"] == [
        ("Independent chair", "Not recorded"),
        ("Author", "Not recorded"),
    ]
    assert (shown.count("No contacts yet."), shown.count("Nobody yet.")) == (1, 1)


def test_page_shows_everybody_in_their_place(cast, alice):
    member = panel_member(cast.review, by=cast.alice, name="<b>Zoë</b>", job_title="Nurse")
    asked = contact(cast.review, by=cast.alice, phone="01632 960123")
    gone = removed(panel_member(cast.review, by=cast.alice, name="Gone"), cast.alice)

    response = alice.get(people_url(cast))

    shown = response.content.decode()
    assert [response.context[name] for name in ("panel", "contacts", "removed")] == [
        [member],
        [asked],
        [gone],
    ]
    assert shown.count("&lt;b&gt;Zoë&lt;/b&gt;") == 3  # and in the names of two links
    assert (shown.count("Nurse"), shown.count("01632 960123"), shown.count("Gone")) == (1, 1, 1)


@pytest.mark.parametrize(("who", "links"), [("alice", 3), ("chloe", 2), ("vic", 0)])
def test_page_offers_changes_to_those_who_keep_the_list(cast, client, who, links):
    person = panel_member(cast.review, by=cast.alice)
    client.force_login(getattr(cast, who))
    addresses = (
        reverse("reviews:edit", args=[cast.review.pk]),
        reverse("reviews:edit_person", args=[person.pk]),
        reverse("reviews:add_panel_member", args=[cast.review.pk]),
    )

    shown = client.get(people_url(cast)).content.decode()

    assert sum(f'href="{href}"' in shown for href in addresses) == links


def test_page_query_count_does_not_grow(cast, alice):
    counts = []
    for rows in (1, 60):
        while ReviewPerson.unscoped.count() < rows:
            panel_member(cast.review, by=cast.alice)
        with CaptureQueriesContext(connection) as queries:
            assert len(alice.get(people_url(cast)).context["panel"]) == rows
        counts.append(len(queries))

    assert counts[0] == counts[1] > 0


def test_member_is_added_through_the_form(cast, alice):
    url = reverse("reviews:add_panel_member", args=[cast.review.pk])

    response = alice.post(url, MEMBER | {"job_title": "Head of Housing"})

    person = ReviewPerson.unscoped.get()
    assert response.url == people_url(cast)
    assert (person.role, person.name, person.job_title, person.capacity) == (
        PersonRole.PANEL,
        "Zoë",
        "Head of Housing",
        Capacity.FULL_MEMBER,
    )


def test_contact_form_starts_with_the_partnership(cast, alice):
    url = reverse("reviews:add_contact", args=[cast.review.pk])

    form = alice.get(url).context["form"]
    response = alice.post(url, {"name": "Zoë", "organisation": form["organisation"].value()})

    person = ReviewPerson.unscoped.get()
    assert response.url == people_url(cast)
    assert (person.role, person.organisation) == (PersonRole.CONTACT, "Northbrook CSP")


def test_form_keeps_what_was_typed(cast, alice):
    url = reverse("reviews:add_panel_member", args=[cast.review.pk])

    response = alice.post(url, MEMBER | {"name": "É" * 201, "job_title": "Dr Ó"})

    form = response.context["form"]
    assert (response.status_code, list(form.errors)) == (200, ["name"])
    assert (form["name"].value(), form["job_title"].value()) == ("É" * 201, "Dr Ó")


@pytest.mark.parametrize("add", [panel_member, contact])
def test_form_starts_as_the_person_is_and_saves_as_such(cast, alice, add):
    person = add(cast.review, by=cast.alice, job_title="Nurse")
    url = reverse("reviews:edit_person", args=[person.pk])
    form = alice.get(url).context["form"]
    before = ReviewPerson.unscoped.values().get()

    alice.post(url, {name: form[name].value() or "" for name in form.fields})

    assert ReviewPerson.unscoped.values().get() == before | {"version": 2}


def test_second_editor_is_told_what_is_saved_and_keeps_the_text(cast, alice):
    person = panel_member(cast.review, by=cast.alice)
    url = reverse("reviews:edit_person", args=[person.pk])
    alice.post(url, MEMBER | {"version": 1, "name": "First"})

    refused = alice.post(url, MEMBER | {"version": 1, "name": "Second"})
    form = refused.context["form"]
    again = alice.post(url, MEMBER | {"version": form["version"].value(), "name": "Second"})

    assert form.non_field_errors() == [CHANGED_SINCE]
    assert form["name"].value() == "Second"
    assert refused.context["saved"][0] == ("Name", "First")
    assert again.url == people_url(cast)
    assert ReviewPerson.unscoped.get().name == "Second"


def test_person_is_removed_after_being_asked(cast, alice):
    person = panel_member(cast.review, by=cast.alice, name="Zoë")
    url = reverse("reviews:remove_person", args=[person.pk])

    asked = alice.get(url)
    still_there = ReviewPerson.unscoped.listed().count()
    response = alice.post(url, {"version": asked.context["form"]["version"].value()})

    assert asked.context["heading"] == "Take Zoë off the list?"
    assert (still_there, ReviewPerson.unscoped.listed().count()) == (1, 0)
    assert response.url == people_url(cast)


def test_person_who_changed_meanwhile_is_not_removed_unseen(cast, alice):
    person = panel_member(cast.review, by=cast.alice, name="Zoe")
    edit_review_person(person, version=1, by=cast.chloe, name="Zoë")

    response = alice.post(reverse("reviews:remove_person", args=[person.pk]), {"version": 1})

    assert response.context["form"].non_field_errors() == [CHANGED_SINCE]
    assert response.context["saved"][0] == ("Name", "Zoë")
    assert ReviewPerson.unscoped.listed().count() == 1


def test_person_who_is_off_the_list_has_no_form(cast, alice):
    gone = removed(panel_member(cast.review, by=cast.alice), cast.alice)

    response = alice.post(reverse("reviews:edit_person", args=[gone.pk]), MEMBER | {"version": 2})

    assert (response.status_code, response.context["reason"]) == (403, OFF_THE_LIST)
    assert response.context["back_url"] == people_url(cast)
