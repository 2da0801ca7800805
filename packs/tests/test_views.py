"""The page of a round's packs, making one, and downloading it unchanged."""

import hashlib
from dataclasses import replace

import pytest
from django.urls import reverse
from django.utils import timezone

from actionplans.models import Rag
from actionplans.tests.factories import action_under, recommendation_in, update_of
from audit.models import Event
from documents.tests.factories import ready_to_submit
from feedback.models import RevisionKind
from feedback.tests.factories import areas_of, marked_or_not, revision_of
from packs.actions import keep_pack
from packs.assembling import assemble
from packs.models import Making, Override, Pack, PackKind
from packs.policies import NO_LETTER
from packs.tests.factories import made_of, overridden, pack_of
from packs.views import NO_MANIFEST
from reviews.actions import make_move
from reviews.workflow import Move

NOT_YOURS = "Only the CSP manager and the independent chair can do this."


@pytest.fixture
def alice(cast, client):
    client.force_login(cast.alice)
    return client


def url_of(name, row):
    return reverse(f"packs:{name}", args=[row.pk])


def said_on(response):
    """{code of each check that found something: what it said}"""
    found = [*response.context["blocking"], *response.context["advisory"]]
    return {finding.check.code: finding for finding in found}


@pytest.mark.parametrize(
    ("who", "page", "make", "download"),
    [
        ("alice", 200, 200, 200),
        ("chloe", 200, 200, 200),
        ("vic", 200, 403, 200),
        ("kim", 404, 404, 404),
        ("quinn", 404, 403, 404),
    ],
)
def test_pages_open_to_their_own_side(cast, client, qa_round, who, page, make, download):
    pack = pack_of(qa_round, by=cast.alice)
    client.force_login(getattr(cast, who))

    urls = (url_of("pack", qa_round), url_of("make", qa_round), url_of("download", pack))
    responses = [client.get(url) for url in urls]

    assert [response.status_code for response in responses] == [page, make, download]
    responses[-1].close()


def test_page_says_what_stands_against_the_next_pack(cast, alice, items, qa_round):
    revision_of(items[0], where="", by=cast.alice)

    response = alice.get(url_of("pack", qa_round))

    said = said_on(response)
    assert [(fault.words, fault.href) for fault in said["unanswered"].faults] == [
        ("Area 2: Say who leads each action.", items[1].get_absolute_url())
    ]
    assert said["no_place"].title == "1 answer does not say where in the report"
    assert response.context["ready"].reason.startswith("3 checks stand against making this.")
    assert (response.context["answered"], response.context["total"]) == (1, 2)


def test_page_offers_the_pack_when_nothing_stands_against_it(cast, alice, items, qa_round):
    for item in items:
        revision_of(item, kind=RevisionKind.NOT_REVISED, by=cast.alice)
    action = action_under(recommendation_in(cast.review, by=cast.alice), by=cast.alice)
    update_of(action, by=cast.alice, rating=Rag.GREEN)
    ready_to_submit(cast.review, by=cast.alice)

    response = alice.get(url_of("pack", qa_round))

    assert response.context["blocking"] == []
    assert response.content.decode().count(f'action="{url_of("make", qa_round)}"') == 1


def test_pack_is_not_made_while_a_check_stands_against_it(alice, qa_round):
    response = alice.post(url_of("make", qa_round))

    assert "checks stand against making this" in str(response.context["form"].non_field_errors())
    assert not Making.unscoped.exists()


def test_check_is_set_aside_for_a_reason(cast, alice, qa_round):
    url = reverse("packs:override", args=[qa_round.pk, "resubmission"])
    page = alice.get(url)
    tokens = [token for token, _ in page.context["form"].fields["findings"].choices]

    refused = alice.post(url, {"findings": tokens, "reason": ""})
    response = alice.post(url, {"findings": tokens, "reason": "The board asked for a draft."})

    assert refused.context["form"].errors["reason"] == ["Enter why it is made all the same"]
    assert (response.status_code, response.url) == (302, url_of("pack", qa_round))
    assert {row.reason for row in Override.unscoped.all()} == {"The board asked for a draft."}
    assert alice.get(url_of("pack", qa_round)).context["ready"]


def test_page_of_a_round_without_a_letter_says_why_not(cast, alice):
    qa_round = cast.review.rounds.get()

    response = alice.get(url_of("pack", qa_round))

    assert response.context["may_make"].reason == NO_LETTER
    assert response.content.decode().count(url_of("make", qa_round)) == 0


def test_page_offers_the_pack_only_to_who_may_make_it(cast, client, qa_round):
    overridden(qa_round, by=cast.alice)
    found = {}
    for user in (cast.alice, cast.vic):
        client.force_login(user)
        page = client.get(url_of("pack", qa_round)).content.decode()
        found[user.name] = page.count(f'action="{url_of("make", qa_round)}"')

    assert found == {"Alice": 1, "Vic": 0}


def test_pack_is_made_kept_and_downloaded_unchanged(
    cast, alice, qa_round, django_capture_on_commit_callbacks
):
    overridden(qa_round, by=cast.alice)

    with django_capture_on_commit_callbacks(execute=True):
        made = alice.post(url_of("make", qa_round))
    pack = Pack.unscoped.get()

    download = alice.get(url_of("download", pack))

    data = download.getvalue()
    assert (made.status_code, made.url) == (302, url_of("making", pack.making))
    assert (len(data), hashlib.sha256(data).hexdigest()) == (pack.size, pack.sha256)
    assert download["Content-Type"] == "application/pdf"
    assert (
        download["Content-Disposition"] == 'attachment; filename="resubmission-pack-round-1-1.pdf"'
    )
    assert "no-store" in download["Cache-Control"]
    assert Event.objects.filter(verb="packs.pack_downloaded", actor=cast.alice).count() == 1


def test_viewer_cannot_make_a_pack(cast, client, qa_round):
    client.force_login(cast.vic)

    response = client.post(url_of("make", qa_round))

    assert (response.status_code, response.context["reason"]) == (403, NOT_YOURS)
    assert Pack.unscoped.count() == 0


def test_page_lists_the_packs_of_every_round(cast, alice):
    packs = []
    for number in (1, 2):
        with marked_or_not():
            items = areas_of(cast.review, f"Area of {number}.", outcome="resubmit", by=cast.alice)
        revision_of(items[0], by=cast.alice)
        packs.append(pack_of(items[0].letter.round, by=cast.alice))
        make_move(items[0].letter.round, Move.RESUBMIT, by=cast.quinn)

    response = alice.get(url_of("pack", packs[0].round))

    assert list(response.context["packs"]) == packs[::-1]


def test_page_query_count_does_not_grow(cast, alice, django_assert_num_queries):
    items = areas_of(cast.review, *[f"Area {n}." for n in range(30)], by=cast.alice)
    qa_round = items[0].letter.round
    for number, item in enumerate(items, start=1):
        revision_of(item, by=cast.alice)
        pack_of(qa_round, by=cast.alice)
        if number in (1, 30):
            with django_assert_num_queries(18):
                alice.get(url_of("pack", qa_round))


def test_pack_without_a_manifest_is_told_apart_from_a_lost_file(cast, alice, qa_round):
    """As packs were kept before they had one."""
    contents = assemble(qa_round, at=timezone.now(), by=cast.alice)
    made = replace(made_of(contents), manifest={"title": contents.title, "documents": []})
    pack = keep_pack(qa_round, kind=PackKind.RESUBMISSION, made=made, by=cast.alice)

    response = alice.get(url_of("archive", pack))

    assert response.status_code == 403
    assert response.content.decode().count(NO_MANIFEST) == 1
    assert alice.get(url_of("manifest", pack)).context["manifest"] is None
    assert alice.get(url_of("message", pack)).status_code == 200
