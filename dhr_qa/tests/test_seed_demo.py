"""The demonstration: whole, told through the actions, and safe to load again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth import authenticate
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import F, Model
from django.utils import timezone

from accounts.actions import add_person
from accounts.models import Membership, Organisation, User
from actionplans.models import (
    Action,
    ActionEnd,
    ActionUpdate,
    Legend,
    Recommendation,
)
from agencies.models import AgencyLink, AgencyUpdate
from audit.models import Event
from dhr_qa.demo import letters, reviews, words
from dhr_qa.demo.people import PASSWORD, PEOPLE, Cast, engage
from dhr_qa.demo.references import READY_FOR_A_PACK, TOLD
from dhr_qa.demo.telling import next_month
from dhr_qa.management.commands.seed_demo import load
from documents.actions import sign_off, submit_round
from documents.covering import covered, fingerprint
from documents.models import REQUIRED, Capacity, DocumentVersion, SignOff, Submission
from feedback.drafts import Outcome
from feedback.models import (
    Assignment,
    Comment,
    FeedbackItem,
    FeedbackLetter,
    Revision,
    RevisionKind,
)
from notices.models import Notice
from packs.models import Pack
from publication.models import DutyRecord, Withholding
from qa_panel.marking import areas_to_mark
from qa_panel.models import DraftMark, Mark, PanelView, Taking
from qa_panel.queue import listed_between
from reviews.files import DOCX, PDF, XLSX
from reviews.models import (
    Hold,
    Marking,
    Review,
    ReviewKind,
    ReviewPerson,
    Round,
    StageChange,
    StoredFile,
    Transfer,
)
from reviews.policies import left_to_do
from reviews.workflow import Move, Side, Stage

pytestmark = pytest.mark.django_db
EVENT_OF: dict[type[Model], tuple[str, ...]] = {
    Organisation: ("accounts.organisation_added",),
    User: ("accounts.person_added",),
    Membership: ("accounts.role_given",),
    Review: ("reviews.review_opened",),
    ReviewPerson: ("reviews.person_added",),
    StageChange: ("reviews.round_moved", "reviews.step_corrected"),
    Hold: ("reviews.hold_begun",),
    Transfer: ("reviews.review_transferred",),
    StoredFile: ("reviews.file_kept",),
    SignOff: ("documents.signed_off",),
    Submission: ("documents.round_submitted", "documents.submission_received"),
    FeedbackLetter: ("feedback.letter_brought_in",),
    Pack: ("packs.pack_made",),
    Revision: ("feedback.revision_recorded",),
    Assignment: ("feedback.item_assigned",),
    Comment: ("feedback.item_discussed",),
    Taking: ("qa_panel.round_taken",),
    DraftMark: ("qa_panel.mark_saved",),
    DutyRecord: ("publication.duty_done",),
    Withholding: ("publication.withheld",),
    Recommendation: ("actionplans.recommendation_added",),
    Action: ("actionplans.action_added",),
    ActionUpdate: ("actionplans.update_added",),
    ActionEnd: ("actionplans.action_given_up", "actionplans.action_taken_up"),
    Legend: ("actionplans.legend_edited",),
    AgencyLink: ("agencies.agency_asked",),
    AgencyUpdate: ("agencies.update_received",),
}


def seed(**options: int) -> list[str]:
    """The lines that the command prints."""
    call_command("seed_demo", stdout=(printed := StringIO()), **options)
    return printed.getvalue().splitlines()


def counts() -> dict[str, int]:
    return {model._meta.label: model._base_manager.count() for model in apps.get_models()}


@pytest.fixture(scope="class")
def printed(django_db_setup: None, django_db_blocker: Any) -> Iterator[list[str]]:
    """The lines that one run printed, for tests that only look at what it made."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield seed()
        transaction.set_rollback(True)


@pytest.mark.usefixtures("printed")
class TestWhatItShows:
    def test_seed_demo_ends_with_the_reference_of_a_review_that_is_ready_for_a_pack(
        self, printed: list[str]
    ) -> None:
        ready = Review.unscoped.get(reference=printed[-1])
        items = FeedbackItem.unscoped.in_round(ready.rounds.get())

        assert printed[-1] == READY_FOR_A_PACK
        assert ready.rounds.get().stage == Stage.REVISING
        assert (items.count(), items.outstanding().count()) == (len(letters.SIAN.asks), 0)

    def test_seed_demo_tells_how_each_person_signs_in(self, printed: list[str]) -> None:
        told = {line.split()[0]: line.split(maxsplit=1)[1] for line in printed if line[:1] == " "}

        assert told == {person.email: person.does for person in PEOPLE.values()}
        assert f"The password of each is: {PASSWORD}" in printed
        assert all(authenticate(username=email, password=PASSWORD) for email in told)

    def test_seed_demo_shows_every_stage_and_every_partnership(self) -> None:
        assert set(Round.unscoped.values_list("stage", flat=True)) == set(Stage.values)
        assert set(Review.unscoped.values_list("organisation__name", flat=True)) == {
            "Northbrook Community Safety Partnership",
            "Eastmere Community Safety Partnership",
            "Kestrel Vale Community Safety Partnership",
            "Saltmarsh Community Safety Partnership",
        }
        assert set(Review.unscoped.values_list("kind", flat=True)) == set(ReviewKind.values)
        assert set(Review.unscoped.values_list("marking", flat=True)) == set(Marking.values)

    def test_seed_demo_shows_every_kind_of_answer_and_of_action(self) -> None:
        revisions, actions = Revision.unscoped.all(), Action.unscoped.with_state()

        assert set(revisions.values_list("kind", flat=True)) == set(RevisionKind.values)
        assert revisions.filter(superseded_by__isnull=False).count() == 2
        assert revisions.filter(evidence__isnull=False).exists()
        assert {action.rating for action in actions} == {"red", "amber", "green", "blue", None}
        assert {action.is_overdue() for action in actions} == {True, False}
        assert actions.filter(completed_on__isnull=False).count() == 7
        assert actions.filter(items__isnull=False).exists()
        assert {action.in_place for action in actions} == {True, False, None}
        assert actions.filter(supporting__isnull=False).distinct().count() == 5

    def test_seed_demo_shows_an_action_not_taken_forward_and_one_taken_up_again(self) -> None:
        histories = [
            [end.get_kind_display() for end in action.ends.order_by("pk")]
            for action in Action.unscoped.filter(ends__isnull=False).distinct()
        ]

        assert sorted(histories) == [
            ["Not taken forward"],
            ["Not taken forward", "Taken up again"],
        ]
        assert Action.unscoped.not_taken_forward().count() == 1
        assert Legend.unscoped.get().organisation.name.startswith("Eastmere")

    def test_seed_demo_has_an_open_link_to_an_agency_and_an_update_that_waits(self) -> None:
        link, update = AgencyLink.unscoped.open().get(), AgencyUpdate.unscoped.waiting().get()

        assert update.link == link
        assert (link.review.name, link.agency) == ("Siân", "Northbrook Health Trust")
        assert (update.completed, update.evidence.count()) == (True, 1)
        assert update.action.is_overdue() is True

    def test_seed_demo_sentare_read_as_they_were_written(self) -> None:
        read = {
            str(letter.round): (letter.outcome, letter.items.count())
            for letter in FeedbackLetter.unscoped.confirmed().select_related("round__review")
        }
        being_checked = FeedbackLetter.unscoped.being_checked().get()

        assert read == {
            "Siân, round 1": (Outcome.RESUBMIT, len(letters.SIAN.asks)),
            "Juniper, round 1": (Outcome.PUBLISH_AFTER_CHANGES, len(letters.JUNIPER.asks)),
            "Anaïs and Théo, round 1": (
                Outcome.PUBLISH_AFTER_CHANGES,
                len(letters.ANAIS_AND_THEO.asks),
            ),
            "Marged, round 1": (Outcome.RESUBMIT, len(letters.MARGED.asks)),
            "Wren, round 1": (Outcome.OTHER, len(letters.WREN.asks)),
            "Tegwen, round 1": (Outcome.RESUBMIT, len(words.TEGWEN_FIRST.asks)),
            "Tegwen, round 2": (Outcome.RESUBMIT, len(words.TEGWEN_SECOND.asks)),
            "Tegwen, round 3": (Outcome.PUBLISH_AFTER_CHANGES, len(words.TEGWEN_THIRD.asks)),
            "Inês, round 1": (Outcome.PUBLISH_AFTER_CHANGES, len(words.INES_LETTER.asks)),
            "Solveig, round 1": (Outcome.PUBLISH, 0),
            "Eluned, round 1": (Outcome.PUBLISH_AFTER_CHANGES, len(words.ELUNED_LETTER.asks)),
        }
        assert len(being_checked.draft["areas"]) == len(letters.ASH.asks)

    def test_seed_demo_leaves_an_event_for_every_row(self) -> None:
        rows = {verbs: model._base_manager.count() for model, verbs in EVENT_OF.items()}
        told = {verbs: Event.objects.filter(verb__in=verbs).count() for verbs in rows}

        assert told == rows
        assert all(rows.values())

    def test_seed_demo_leaves_an_event_for_every_version_of_a_document(self) -> None:
        added = ("documents.document_added", "documents.version_added")
        received = Event.objects.get(verb="documents.submission_received").changes["versions"]

        told = Event.objects.filter(verb__in=added).count() + len(received)

        assert told == DocumentVersion.unscoped.count()
        assert len(received) == len(REQUIRED)

    def test_seed_demo_documents_are_word_excel_and_pdf_files(self) -> None:
        files = StoredFile.unscoped.filter(version__document__review__reference=READY_FOR_A_PACK)

        kinds = set(files.values_list("content_type", flat=True))

        assert kinds == {kind.content_type for kind in (DOCX, XLSX, PDF)}

    def test_seed_demo_carries_one_point_through_three_rounds(self) -> None:
        first = FeedbackItem.unscoped.get(
            letter__round__review__name="Tegwen", letter__round__number=1, number=3
        )

        history = [
            (item.letter.round.number, [view.verdict for view in item.panel_views.all()])
            for item in FeedbackItem.unscoped.in_all_rounds(first)
        ]

        assert history == [(1, [Mark.NOT_MET]), (2, [Mark.NOT_MET]), (3, [])]

    def test_seed_demo_leaves_marks_half_drafted(self) -> None:
        qa_round = Round.unscoped.get(review__name="Marged", number=2)

        areas = areas_to_mark(qa_round, Side.HOME_OFFICE)

        assert [area.verdict for area in areas] == [Mark.MET, Mark.MET, Mark.NOT_MET, "", ""]
        assert not PanelView.unscoped.filter(round=qa_round).exists()

    def test_seed_demo_lists_five_reviews_for_the_panels_of_next_month(self) -> None:
        first = next_month(1).replace(day=1)
        last = first + dt.timedelta(days=30)

        names = [r.review.name for r in listed_between(Round.unscoped.all(), first, last)]

        assert names == ["Adult NB24", "Cosmo", "Marged", "Ferelith", "Thorvald"]

    def test_seed_demo_shows_a_review_on_hold_and_one_whose_publication_is_withheld(self) -> None:
        today = timezone.localdate()

        held = Hold.unscoped.standing().filter(review_on__gt=today)
        withheld = Withholding.unscoped.standing().filter(review_on__gt=today)

        assert [hold.review.name for hold in held] == ["Florian"]
        assert [withholding.review.name for withholding in withheld] == ["Anaïs and Théo"]

    def test_seed_demo_has_news_for_the_manager_the_chair_and_the_officer(self) -> None:
        unread = Notice.unscoped.unread().values_list("to__email", flat=True)

        assert set(unread) == {PEOPLE[who].email for who in ("alice", "chloe", "quinn")}

    def test_seed_demo_days_follow_one_another(self) -> None:
        steps = StageChange.unscoped.standing().select_related("round")
        days = [(step.round.review_id, step.happened_on) for step in steps]
        confirmed = FeedbackLetter.unscoped.confirmed()

        late = confirmed.filter(panel_date__gte=F("letter_date"))

        assert sorted(days, key=lambda step: step[0]) == sorted(days)
        assert confirmed.filter(letter_date__isnull=False).count() == confirmed.count()
        assert not late.exists()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.usefixtures("django_db_serialized_rollback", "transactional_db")
def test_seed_demo_writes_to_nobody() -> None:
    cast = engage()

    load(cast, 1)

    assert Notice.unscoped.unread().exists()
    assert mail.outbox == []


def test_seed_demo_leaves_only_the_sign_off_of_the_csp_before_the_ready_review_is_sent() -> None:
    reviews.tell(cast := engage(), READY_FOR_A_PACK)
    alice, qa_round = cast.alice, Round.unscoped.get(review__reference=READY_FOR_A_PACK)
    left = [entry.label for entry, yes in left_to_do(Move.RESUBMIT, alice, qa_round) if not yes]
    seen, today = fingerprint(covered(qa_round)), timezone.localdate()

    sign_off(qa_round, capacity=Capacity.CSP, name="Alice", signed_on=today, seen=seen, by=alice)
    submission = submit_round(qa_round, anonymised=True, on=today, seen=seen, by=alice)

    assert left == ["The CSP has signed off"]
    assert submission.round.number == 2
    assert [version.number for version in submission.versions.order_by("pk")] == [1, 2, 2, 2]


def test_seed_demo_changes_nothing_the_second_time() -> None:
    seed(reviews=1)
    before = counts()

    seed(reviews=1)

    assert counts() == before


def test_seed_demo_goes_on_where_an_earlier_run_was_cut_off(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cut_off = TOLD[5]

    def power_fails(cast: Cast) -> None:
        reviews.marged(cast)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setitem(reviews.STORIES, cut_off, power_fails)
        with pytest.raises(KeyboardInterrupt):
            seed()
    told_before = Review.unscoped.count()

    seed()

    assert told_before == TOLD.index(cut_off)
    assert sorted(Review.unscoped.values_list("reference", flat=True)) == sorted(TOLD)
    assert sorted(cut.number for cut in Round.unscoped.filter(review__reference=cut_off)) == [1, 2]


def test_seed_demo_tops_up_the_reviews_for_measuring() -> None:
    seed(reviews=2)

    printed = seed(reviews=4)

    measured = Round.unscoped.filter(review__reference__startswith="M-")
    assert printed[0] == "0 reviews of the demonstration added, 2 for measuring."
    assert [(str(r.review.reference), r.stage) for r in measured.order_by("review__reference")] == [
        ("M-001", Stage.SUBMITTED),
        ("M-002", Stage.REVISING),
        ("M-003", Stage.LISTED),
        ("M-004", Stage.REVISING),
    ]
    items = FeedbackItem.unscoped.filter(letter__round__in=measured)
    assert items.count() == 2 * 8


def test_seed_demo_keeps_out_of_a_database_of_real_people() -> None:
    add_person(email="manager@council.example", name="Somebody", by=None)

    with pytest.raises(CommandError, match="looks like a real installation"):
        seed()

    assert User.objects.count() == 1


def test_seed_demo_still_runs_when_somebody_has_joined_the_demonstration() -> None:
    engage()
    add_person(email="visitor@council.example", name="A Visitor", by=None)

    assert seed()[-1] == READY_FOR_A_PACK
