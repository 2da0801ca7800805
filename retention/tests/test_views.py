"""The pages of records: what is due, who decides, and what an administrator does not read."""

from __future__ import annotations

import datetime as dt
import io

import pikepdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.tests.factories import proven
from audit.models import Event
from retention import actions
from retention.models import DisposalCertificate, DisposalDecision, DisposalProposal, period_of
from retention.standing import standing_of
from retention.tests.factories import (
    SCHEDULE,
    agreed,
    closed,
    due,
    gone,
    in_days,
    period,
    proposed,
)
from reviews.models import Review
from reviews.tests.factories import review_of, typed_day

pytestmark = pytest.mark.django_db


@pytest.fixture
def hazel(cast):
    period(cast.northbrook, by=cast.ada)
    return due(cast.northbrook, by=cast.alice)


def as_(client, user):
    client.force_login(user)
    return proven(client)


def page(client, name, row):
    return client.get(reverse(f"retention:{name}", args=[row.pk]))


def records(client, organisation):
    """{heading: references} of the page of a partnership's records."""
    groups = page(client, "records", organisation).context["groups"]
    return {title: [row.reference for row in rows] for title, rows in groups}


def test_records_are_listed_by_how_they_stand(client, cast, hazel):
    soon = timezone.localdate() - dt.timedelta(days=7 * 365 - 90)
    for name, on in (("Soon", soon), ("Later", dt.date(2025, 1, 1))):
        closed(review_of(cast.northbrook, name=name, by=cast.alice), on=on, by=cast.alice)
    for name in ("Held", "Proposed"):
        due(cast.northbrook, name=name, by=cast.alice)
    held, proposed_one = (Review.unscoped.get(name=name) for name in ("Held", "Proposed"))
    actions.hold_back(held, reason="A claim.", look_again_on=in_days(9), by=cast.quinn)
    proposed(proposed_one, by=cast.alice)
    as_(client, cast.alice)

    assert records(client, cast.northbrook) == {
        "Disposal proposed": ["Proposed 1"],
        "Held back from disposal": ["Held 1"],
        "Due for review": ["Hazel 1"],
        "Due within six months": ["Soon 1"],
    }
    assert "1 more closed review with a later review date." in _text(client, cast.northbrook)


def _text(client, organisation):
    return " ".join(page(client, "records", organisation).content.decode().split())


def test_records_without_a_period_are_not_due(client, cast):
    due(cast.northbrook, by=cast.alice)
    as_(client, cast.alice)

    assert records(client, cast.northbrook) == {}
    assert "No period is set, so nothing is due." in _text(client, cast.northbrook)


def test_administrator_reads_references_and_no_names(client, cast, hazel):
    Review.unscoped.filter(pk=hazel.pk).update(name="Rosalind")
    shown = {}
    for user in (cast.alice, cast.ada):
        as_(client, user)
        text = _text(client, cast.northbrook)
        shown[user.name] = ("Hazel 1" in text, "Rosalind" in text)

    assert shown == {"Alice": (True, True), "Ada": (True, False)}


def test_administrator_decides_without_reading_the_review(client, cast, hazel):
    Review.unscoped.filter(pk=hazel.pk).update(name="Rosalind")
    proposal = proposed(hazel, by=cast.alice)
    as_(client, cast.ada)

    pages = [page(client, name, proposal) for name in ("proposal", "agree", "decline", "stop")]

    assert [response.status_code for response in pages] == [200] * 4
    assert [b"Rosalind" in response.content for response in pages] == [False] * 4


def queries_of(client, name, row):
    with CaptureQueriesContext(connection) as queries:
        assert page(client, name, row).status_code == 200
    return len(queries)


def test_records_cost_the_same_for_one_and_for_thirty(client, cast, hazel):
    as_(client, cast.alice)
    page(client, "records", cast.northbrook)
    before = queries_of(client, "records", cast.northbrook)

    for at in range(29):
        one = due(cast.northbrook, name=f"Hazel {at}", by=cast.alice)
        if at % 3 == 0:
            actions.hold_back(one, reason="A claim.", look_again_on=in_days(9), by=cast.alice)
        elif at % 3 == 1:
            agreed(one, by=cast.alice, second=cast.ada)

    one_more = 2  # the holds, and the decisions about what is proposed
    assert queries_of(client, "records", cast.northbrook) <= before + one_more


def test_certificates_cost_the_same_for_one_and_for_thirty(client, cast):
    certificate = gone(cast.northbrook, by=cast.alice, second=cast.ada)
    as_(client, cast.alice)
    before = queries_of(client, "certificates", cast.northbrook)
    same = {
        f.name: getattr(certificate, f.name) for f in certificate._meta.fields if f.name != "id"
    }

    DisposalCertificate.unscoped.bulk_create(DisposalCertificate(**same) for _ in range(29))

    assert queries_of(client, "certificates", cast.northbrook) == before


def test_administrator_sets_the_period(client, cast):
    as_(client, cast.ada)
    address = reverse("retention:period", args=[cast.northbrook.pk])

    client.post(address, {"years": "20", "schedule": SCHEDULE, "seen": ""})

    saved = period_of(cast.northbrook)
    assert (saved.years, saved.schedule, saved.by) == (20, SCHEDULE, cast.ada)


@pytest.mark.parametrize(
    ("years", "schedule", "error"),
    [
        ("20", "", "Enter the reference of your retention schedule"),
        ("0", SCHEDULE, "must be 1 or more"),
        ("101", SCHEDULE, "must be 100 or fewer"),
        ("ten", SCHEDULE, "The years must be a whole number"),
    ],
)
def test_period_that_is_not_well_formed_is_not_saved(client, cast, years, schedule, error):
    as_(client, cast.ada)
    address = reverse("retention:period", args=[cast.northbrook.pk])

    response = client.post(address, {"years": years, "schedule": schedule, "seen": ""})

    assert error in response.content.decode()
    assert period_of(cast.northbrook) is None


def test_second_of_two_administrators_is_told_and_then_saves(client, cast):
    as_(client, cast.ada)
    address = reverse("retention:period", args=[cast.northbrook.pk])
    opened = client.get(address).context["opened"]
    period(cast.northbrook, years=7, by=cast.ada)

    sent = {"years": "20", "schedule": SCHEDULE, "seen": "", "opened": opened}
    told = client.post(address, sent)
    (contested,) = told.context["contested"]
    seen = told.context["form"]["seen"].value()
    chosen = {contested.choice_name: "mine", "choose": contested.asked, "seen": seen}
    again = client.post(address, sent | chosen)

    assert (contested.name, contested.saved, contested.who.name) == ("years", "7", "Ada")
    assert (again.status_code, period_of(cast.northbrook).years) == (302, 20)


def test_disposal_asks_who_it_is_at_each_step(client, cast, hazel, settings):
    settings.DISPOSAL_WAIT_DAYS = 0
    proposal = agreed(
        due(cast.northbrook, name="Ash", by=cast.alice), by=cast.alice, second=cast.ada
    )
    other = proposed(due(cast.northbrook, name="Box", by=cast.alice), by=cast.alice)
    asked = {}

    for user, name, row in (
        (cast.alice, "propose", hazel),
        (cast.ada, "agree", other),
        (cast.ada, "remove", proposal),
    ):
        client.force_login(user)
        response = client.post(
            reverse(f"retention:{name}", args=[row.pk]), {"reason": "It is due."}
        )
        asked[name] = response.templates[0].name

    assert asked == dict.fromkeys(("propose", "agree", "remove"), "accounts/confirm.html")
    assert DisposalProposal.unscoped.count() == 2


def test_disposal_from_proposal_to_certificate(client, cast, hazel, settings):
    settings.DISPOSAL_WAIT_DAYS = 0
    as_(client, cast.alice)
    client.post(reverse("retention:propose", args=[hazel.pk]), {"reason": "It is due."})
    proposal = DisposalProposal.unscoped.get()
    as_(client, cast.ada)
    client.post(reverse("retention:agree", args=[proposal.pk]), {"confirmed": "on"})

    response = client.post(
        reverse("retention:remove", args=[proposal.pk]), {"confirmed": "on"}, follow=True
    )

    certificate = DisposalCertificate.unscoped.get()
    text = response.content.decode()
    event = Event.objects.get(verb="retention.review_disposed")
    assert response.redirect_chain == [(certificate.get_absolute_url(), 302)]
    assert "The records are removed." in text
    assert [event.digest in text, event.previous in text] == [True, True]
    assert client.get(reverse("retention:review", args=[hazel.pk])).status_code == 404


@pytest.mark.parametrize("name", ["agree", "remove"])
def test_box_has_to_be_ticked(client, cast, hazel, settings, name):
    settings.DISPOSAL_WAIT_DAYS = 0
    proposal = proposed(hazel, by=cast.alice)
    if name == "remove":
        actions.agree_to_disposal(proposal, by=cast.ada)
    decided = DisposalDecision.unscoped.count()
    as_(client, cast.ada)

    response = client.post(reverse(f"retention:{name}", args=[proposal.pk]), {})

    assert "Confirm that these records" in response.content.decode()
    assert DisposalDecision.unscoped.count() == decided


def test_removal_before_its_time_is_refused_with_the_day(client, cast, hazel):
    proposal = agreed(hazel, by=cast.alice, second=cast.ada)
    as_(client, cast.ada)

    response = page(client, "remove", proposal)

    assert response.status_code == 403
    assert "The records can be removed from" in response.content.decode()


def test_each_side_reads_how_records_are_kept(client, cast, hazel):
    actions.choose_review_date(hazel, on=in_days(400), reason="A private matter.", by=cast.alice)
    actions.hold_back(hazel, reason="An inquest.", look_again_on=in_days(9), by=cast.quinn)
    shown = {}
    for user in (cast.alice, cast.quinn):
        as_(client, user)
        text = page(client, "review", hazel).content.decode()
        shown[user.name] = ("An inquest." in text, "A private matter." in text, SCHEDULE in text)

    assert shown == {"Alice": (True, True, True), "Quinn": (True, False, False)}


def test_hold_is_recorded_with_its_day(client, cast, hazel):
    as_(client, cast.quinn)
    told = {"reason": "An inquest."} | typed_day("look_again_on", in_days(30))

    client.post(reverse("retention:hold_back", args=[hazel.pk]), told)

    (hold,) = standing_of(hazel).holds
    assert (hold.side, hold.reason, hold.look_again_on) == (
        "home_office",
        "An inquest.",
        in_days(30),
    )


def test_review_says_that_its_records_are_due(client, cast, hazel):
    as_(client, cast.alice)

    text = client.get(hazel.get_absolute_url()).content.decode()

    assert "Due for review since 14 March 2026" in text


def test_certificate_as_pdf_can_be_read_by_a_screen_reader(client, cast):
    certificate = gone(cast.northbrook, by=cast.alice, second=cast.ada)
    as_(client, cast.vic)

    response = page(client, "certificate_pdf", certificate)

    with pikepdf.open(io.BytesIO(response.content)) as pdf:
        tagged, title = bool(pdf.Root.MarkInfo.Marked), str(pdf.docinfo.get("/Title", ""))
        metadata = pdf.Root.Metadata.read_bytes()
    assert response["Content-Disposition"] == (
        f'attachment; filename="certificate-of-disposal-{certificate.pk}.pdf"'
    )
    assert (tagged, title) == (True, "Certificate of disposal – Box 1")
    assert b"pdfuaid:part" in metadata
    assert Event.objects.latest("pk").verb == "retention.certificate_downloaded"


def test_menu_leads_administrators_to_retention(client, cast):
    found = {}
    for user in (cast.alice, cast.ada, cast.quinn):
        client.force_login(user)
        links = client.get(reverse("retention:home")).context["navigation"]
        found[user.name] = "Retention" in [link["text"] for link in links]

    assert found == {"Alice": False, "Ada": True, "Quinn": False}
