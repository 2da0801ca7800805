"""Who is told what, and what a person wants by e-mail."""

import pytest
from django.db import transaction

from accounts.models import Role, User
from accounts.tests.factories import person
from audit.models import Event
from notices.actions import choose_emails, tell
from notices.models import Notice, NoticeChoice, NoticeKind, kinds_by_email
from reviews.actions import make_move, replace_letter_step, take_back
from reviews.models import Round, StageChange
from reviews.workflow import Move, Stage


@pytest.fixture
def meg(cast):
    """Another manager of Northbrook, so that alice has somebody to be told beside her."""
    return person("Meg", Role.CSP_MANAGER, cast.northbrook)


@pytest.fixture
def olu(cast):
    """Another officer, for the same reason."""
    return person("Olu", Role.QA_OFFICER, cast.home_office)


def told_of(cast, people, *, by, kind=NoticeKind.LETTER):
    return tell(people, kind, review=cast.review, href="/reviews/1/", by=by)


def newly_told(before=0):
    """Who was told what since that many notices."""
    new = Notice.unscoped.order_by("pk")[before:]
    return sorted((notice.to.name, notice.kind) for notice in new)


def test_tell_writes_a_notice_for_each_person_but_whoever_did_it(cast):
    notices = told_of(cast, [cast.vic, cast.alice, cast.chloe], by=cast.alice)

    assert [(notice.to, notice.kind, notice.href, notice.read_at) for notice in notices] == [
        (cast.vic, "letter", "/reviews/1/", None),
        (cast.chloe, "letter", "/reviews/1/", None),
    ]
    assert newly_told() == [("Chloé", "letter"), ("Vic", "letter")]


def test_tell_tells_a_person_once(cast):
    told_of(cast, [cast.vic, User.objects.get(pk=cast.vic.pk)], by=cast.alice)

    assert newly_told() == [("Vic", "letter")]


def test_tell_leaves_out_closed_accounts(cast):
    cast.vic.is_active = False

    told_of(cast, [cast.vic, cast.chloe], by=cast.alice)

    assert newly_told() == [("Chloé", "letter")]


def test_tell_leaves_an_event_that_says_whom(cast):
    told_of(cast, [cast.vic, cast.chloe], by=cast.alice)

    event = Event.objects.last()
    assert (event.verb, event.actor, event.subject_id, event.changes) == (
        "notices.people_told",
        cast.alice,
        str(cast.review.pk),
        {"kind": "letter", "to": [cast.vic.pk, cast.chloe.pk]},
    )


@pytest.mark.parametrize("people", [(), ("alice",)])
def test_tell_leaves_nothing_where_nobody_is_told(cast, people, django_capture_on_commit_callbacks):
    before = Event.objects.count()

    with django_capture_on_commit_callbacks() as callbacks:
        notices = told_of(cast, [getattr(cast, name) for name in people], by=cast.alice)

    assert (notices, newly_told(), callbacks) == ([], [], [])
    assert Event.objects.count() == before


def test_tell_sends_to_those_who_want_it(cast, mailoutbox, django_capture_on_commit_callbacks):
    choose_emails([NoticeKind.ASSIGNED], by=cast.vic)
    choose_emails([NoticeKind.LETTER], by=cast.chloe)

    with django_capture_on_commit_callbacks(execute=True):
        told_of(cast, [cast.vic, cast.chloe, cast.quinn], by=cast.alice)

    assert newly_told() == [("Chloé", "letter"), ("Quinn", "letter"), ("Vic", "letter")]
    assert [message.to for message in mailoutbox] == [[cast.chloe.email], [cast.quinn.email]]


def test_tell_sends_nothing_of_what_is_undone(cast, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks, transaction.atomic():
        told_of(cast, [cast.vic], by=cast.alice)
        transaction.set_rollback(True)

    assert (callbacks, newly_told()) == ([], [])


def test_tell_takes_as_many_queries_for_many_people(cast, django_assert_num_queries):
    many = [person(f"Person {number}") for number in range(30)]

    for people in ([cast.vic], many):
        with django_assert_num_queries(7):  # a savepoint, the rows, the event (three), the choices
            told_of(cast, people, by=cast.alice)


def test_choose_emails_keeps_one_row_a_kind(cast):
    choose_emails([NoticeKind.LETTER], by=cast.vic)
    choose_emails(["marked", "letter", "gossip"], by=cast.vic)

    assert kinds_by_email(cast.vic) == ["letter", "marked"]
    assert NoticeChoice.objects.filter(user=cast.vic).count() == len(NoticeKind)
    assert [event.changes for event in Event.objects.filter(verb="notices.emails_chosen")] == [
        {"kinds": ["letter"]},
        {"kinds": ["letter", "marked"]},
    ]


def moved(cast, stage, move, *, by):
    """The step that is recorded of a review at a stage, and who was told of it."""
    Round.unscoped.filter(review=cast.review).update(stage=stage)
    qa_round = Round.unscoped.get(review=cast.review)
    before = Notice.unscoped.count()
    change = make_move(qa_round, move, note="By e-mail.", by=by)
    return change, newly_told(before)


MANAGERS = ("Alice", "Meg")


@pytest.mark.parametrize(
    ("stage", "move", "by", "told"),
    [
        (Stage.PREPARING, Move.SENT_BEFORE, "alice", ("Olu", "Quinn")),
        (Stage.PREPARING, Move.LETTER_CHANGES, "alice", ()),
        (Stage.SUBMITTED, Move.RETURN, "quinn", MANAGERS),
        (Stage.SUBMITTED, Move.RETURN, "alice", ("Meg",)),
        (Stage.SUBMITTED, Move.LIST, "quinn", ()),
        (Stage.LISTED, Move.CONSIDER, "quinn", ()),
        (Stage.CONSIDERED, Move.LETTER_PUBLISH, "quinn", MANAGERS),
        (Stage.CONSIDERED, Move.LETTER_OTHER, "quinn", MANAGERS),
        (Stage.CONSIDERED, Move.LETTER_CHANGES, "quinn", ("Alice", "Chloé", "Meg")),
        (Stage.CONSIDERED, Move.LETTER_RESUBMIT, "alice", ("Chloé", "Meg")),
        (Stage.DECIDED_OTHERWISE, Move.CHOOSE_REVISING, "alice", ()),
        (Stage.REVISING, Move.RESUBMIT, "quinn", ("Olu",)),
        (Stage.CLOSED, Move.REOPEN, "alice", ("Meg",)),
    ],
)
def test_side_is_told_when_it_becomes_its_turn(cast, meg, olu, stage, move, by, told):
    _, people = moved(cast, stage, move, by=getattr(cast, by))

    assert people == [(name, "your_turn") for name in told]


def test_turn_leads_to_the_review(cast):
    moved(cast, Stage.SUBMITTED, Move.RETURN, by=cast.quinn)

    notice = Notice.unscoped.get(to=cast.alice)
    assert (notice.review, notice.href) == (cast.review, cast.review.get_absolute_url())


def test_step_taken_back_gives_the_turn_back(cast, meg, olu):
    change, _ = moved(cast, Stage.PREPARING, Move.SENT_BEFORE, by=cast.alice)
    before = Notice.unscoped.count()

    take_back(change, why="It was another review.", by=cast.alice)

    assert newly_told(before) == [("Meg", "your_turn")]


def test_corrected_outcome_tells_nobody_whose_turn_it_stays(cast, meg, olu):
    change, _ = moved(cast, Stage.CONSIDERED, Move.LETTER_CHANGES, by=cast.alice)
    before = Notice.unscoped.count()

    replace_letter_step(change, Move.LETTER_OTHER, why="I read it again.", by=cast.alice)

    assert StageChange.unscoped.get(corrects=change).target == Stage.DECIDED_OTHERWISE
    assert newly_told(before) == []
