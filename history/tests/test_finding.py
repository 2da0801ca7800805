"""What each person reads of what happened: their side's acts on rows they see, and what both sides share."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Membership, Role, User
from audit.record import record
from audit.tests.tampering import many_events
from feedback.models import FeedbackLetter
from history.finding import events_of_organisation, events_of_review
from history.words import READING, SHARED


def verbs(events):
    return set(events.values_list("verb", flat=True))


def read_by(user, review):
    return verbs(events_of_review(review, User.objects.get(pk=user.pk)))


def test_partnership_reads_what_its_side_did_with_every_kind_of_row(world):
    told = read_by(world.alice, world.review)

    assert told >= {
        "reviews.review_opened",
        "reviews.round_moved",
        "feedback.letter_confirmed",
        "feedback.item_discussed",
        "actionplans.update_added",
        "agencies.agency_asked",
        "packs.pack_made",
        "publication.duty_added",
    }


def test_newest_comes_first(world):
    numbers = list(events_of_review(world.review, world.alice).values_list("number", flat=True))

    assert numbers == sorted(numbers, reverse=True)
    assert len(numbers) > 10


def test_events_of_another_review_are_not_among_them(world):
    of_oak = set(events_of_review(world.oak, world.alice).values_list("number", flat=True))
    of_elm = set(events_of_review(world.review, world.alice).values_list("number", flat=True))

    assert (len(of_oak) > 1, len(of_elm) > 1) == (True, True)
    assert of_oak & of_elm == set()


def test_stranger_reads_nothing(world):
    assert read_by(world.kim, world.review) == set()


def test_secretariat_reads_of_the_partnership_only_what_both_share(world):
    by_alice = events_of_review(world.review, world.quinn).filter(actor=world.alice)

    assert verbs(by_alice) - SHARED == set()
    assert "reviews.round_moved" in verbs(by_alice)


def test_partnership_reads_of_the_secretariat_only_what_both_share(world):
    record("documents.submission_viewed", world.submission, by=world.quinn)
    record("documents.submission_viewed", world.submission, by=world.alice)

    by_quinn = events_of_review(world.holly, world.alice).filter(actor=world.quinn)
    own = events_of_review(world.holly, world.alice).filter(actor=world.alice)

    assert verbs(by_quinn) - SHARED == set()
    assert "documents.submission_viewed" in verbs(own)
    assert "documents.submission_viewed" in read_by(world.quinn, world.holly)


def test_working_papers_of_the_secretariat_stay_with_it(world):
    assert "qa_panel.mark_saved" in read_by(world.quinn, world.holly)
    assert "qa_panel.mark_saved" not in read_by(world.alice, world.holly)


def test_drafts_of_a_letter_stay_with_their_side_when_it_is_confirmed(world):
    letter = FeedbackLetter.unscoped.get(pk=world.letter.pk)
    event = record("feedback.draft_saved", letter, by=world.alice, draft=[{}, {"a": 1}])

    assert event in events_of_review(world.review, world.alice)
    assert event not in events_of_review(world.review, world.quinn)


def _now_a_qa_officer(person, colleague):
    person.memberships.update(ended_at=timezone.now())
    office = colleague.memberships.get().organisation
    Membership.objects.create(user=person, organisation=office, role=Role.QA_OFFICER)


def test_side_is_that_of_the_day(world):
    """Somebody who goes from the partnership to the Home Office takes none of its record along."""
    record("reviews.file_downloaded", world.file, by=world.vic)
    _now_a_qa_officer(world.vic, world.quinn)
    by_vic = events_of_review(world.review, User.objects.get(pk=world.vic.pk))
    assert list(by_vic.filter(actor=world.vic)) == []
    assert read_by(world.vic, world.review) == read_by(world.quinn, world.review)


def test_looking_is_told_apart(world):
    assert set() == SHARED & READING


def test_administrator_reads_of_people_and_settings(world):
    told = verbs(events_of_organisation(world.northbrook))

    assert told >= {"accounts.role_given", "accounts.person_invited"}
    assert {verb.partition(".")[0] for verb in told} <= {"accounts", "retention", "history"}


def test_administrator_reads_nothing_of_another_organisation(world):
    kim = record("accounts.person_renamed", world.kim, by=world.kim, name=["Kim", "Kimi"])
    vic = record("accounts.person_renamed", world.vic, by=world.vic, name=["Vic", "Vicky"])

    events = events_of_organisation(world.northbrook)

    assert vic in events
    assert kim not in events


def test_questions_do_not_grow_with_the_events(world):
    counts = []
    for more in (0, 30):
        many_events(more, world.review)
        user = User.objects.get(pk=world.alice.pk)
        with CaptureQueriesContext(connection) as asked:
            list(events_of_review(world.review, user)[:50])
        counts.append(len(asked))

    assert counts[0] == counts[1] == 3
