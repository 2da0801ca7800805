"""A whole small world with a row of every kind, for the tests that walk the house from top to bottom."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from accounts.tests.factories import invitation_to, person, with_app
from actionplans.tests.factories import action_under, given_up, recommendation_in, update_of
from agencies.tests.factories import PROBATION, answered, asked, taken_in
from documents.actions import leave_document_out
from documents.models import DocumentKind, Submission
from documents.tests.factories import document_in
from drafts.keeping import keep
from feedback import actions as feedback
from feedback import correction_actions as corrections
from feedback.tests.factories import areas_of, letter_in_hand, revision_of
from intake.tests.factories import plan_in_hand
from notices.models import Notice, NoticeKind
from packs.actions import record_handover
from packs.models import FileLook, Override, PackKind, Preparation
from packs.tests.factories import making_of, pack_of
from publication.tests.factories import asked_for, done, own_duty, withheld
from qa_panel.actions import take
from qa_panel.tests.factories import drafted, listed, marked, resubmitted, submitted
from retention import actions as retention
from retention.tests.factories import due, gone, in_days, period, proposed, waited_for
from reviews import actions as reviews
from reviews.models import DutyKind, FileKind, StoredFile
from reviews.tests.factories import Cast, evidence, panel_member, review_of

A_PDF = b"%PDF-1.7 as it was made"
NEXT_YEAR = dt.date(2100, 1, 1)


class World(Cast):
    """Elm is being revised and has everything; Oak has a letter that is still being checked.

    Yew has just been opened and is on hold, Ivy has just been opened and has a plan that is being checked. Fir is listed and Gorse was submitted, both with the secretariat.
    Holly is in its second round: its answers were submitted and marked, and drafts of new marks stand.
    """

    def __init__(self) -> None:
        super().__init__()
        by = self.alice
        self.item, self.second = areas_of(self.review, file=evidence("letter.txt"), by=by)
        self.letter = self.item.letter
        self.round = self.letter.round
        self.revision = revision_of(self.item, by=by, evidence=[evidence()])
        self.file = StoredFile.unscoped.get(kind=FileKind.EVIDENCE)
        feedback.assign_item(self.item, to=self.chloe, by=by)
        feedback.comment_on_item(self.item, text="Chloé will ask the surgery.", by=by)
        self.recommendation = recommendation_in(self.review, by=by)
        helping = {"items": [self.item], "supporting": ["Northbrook Police"]}
        self.action = action_under(self.recommendation, by=by, **helping)
        self.update = update_of(self.action, rating="amber", by=by)
        self.given_up = given_up(action_under(self.recommendation, by=by), by=by)
        self.completed = action_under(self.recommendation, completed_on=dt.date(2025, 3, 10), by=by)
        self.pack = pack_of(self.round, pdf=A_PDF, by=by)
        self.making = making_of(self.round, by=by)
        self.override = Override.unscoped.first()
        self.handover = record_handover(
            self.pack, sent_on=timezone.localdate(), to="reviews@homeoffice.example", by=by
        )
        self.preparation = Preparation.unscoped.create(round=self.round, kind=PackKind.RESUBMISSION)
        self.look = FileLook.unscoped.create(file=self.file)
        self.oak = review_of(self.northbrook, name="Oak", chair=self.chloe, by=by)
        self.in_hand = letter_in_hand(self.oak, "One. Two.", "Three.", by=by)
        self.yew = review_of(self.northbrook, name="Yew", chair=self.chloe, by=by)
        self.notice = Notice.unscoped.get(to=self.chloe, kind=NoticeKind.ASSIGNED)
        self.person = panel_member(self.review, by=by)
        self.letter = corrections.correct_letter(
            self.letter, addressee="Ann", version=self.letter.draft_version, why="Misread.", by=by
        )
        self._submits()
        self._marks()
        self._closes()
        self._asks_an_agency()
        self.draft = keep(by, f"/reviews/{self.oak.pk}/edit/", {"name": "Oak and"})
        self._invites()
        self._keeps_records()
        self.app = with_app(person("Bea"))

    def _submits(self) -> None:
        by, on = self.alice, dt.date(2026, 3, 12)
        self.fir = listed(self.northbrook, "Fir", panel_on=on, by=by)
        self.gorse = submitted(self.northbrook, "Gorse", by=by)
        self.step = self.fir.stage_changes.standing().last()
        self.taking = take(self.gorse, by=self.quinn)
        self.document = document_in(self.review, DocumentKind.APPENDIX, by=by)
        cover = document_in(self.review, DocumentKind.OTHER, title="Cover", by=by)
        self.left_out = leave_document_out(cover, reason="A mistake.", by=by)
        self.transfer = reviews.transfer_review(
            review_of(self.eastmere, name="Sorrel", by=by),
            to=self.northbrook,
            reason="Moved.",
            by=by,
        )
        self.ivy = review_of(self.northbrook, name="Ivy", chair=self.chloe, by=by)
        self.plan_import = plan_in_hand(self.ivy, by=by)
        self.imported_row = self.plan_import.rows.get()
        self.hold = reviews.put_on_hold(self.yew, reason="A trial.", review_on=NEXT_YEAR, by=by)

    def _marks(self) -> None:
        """Holly was resubmitted with one answer, which was marked as not met."""
        self.holly = review_of(self.northbrook, name="Holly", chair=self.chloe, by=self.alice)
        self.second_round = resubmitted(self.holly, "Say who leads.", by=self.alice)
        self.submission = Submission.unscoped.get(round=self.second_round)
        self.version = self.submission.versions.first()
        marked(self.second_round, "-", by=self.quinn)
        self.draft_mark = drafted(self.second_round, 1, "met", by=self.quinn)

    def _closes(self) -> None:
        by = self.alice
        (self.asked,) = asked_for(self.review, DutyKind.WEBLINK, by=by)
        self.own = own_duty(self.review, by=by)
        self.done = own_duty(self.review, title="Board", by=by)
        self.duty_record = done(self.done, by=by)
        self.withholding = withheld(self.review, by=by)

    def _asks_an_agency(self) -> None:
        """Probation was asked about an action: one update is in the plan, and another one waits."""
        led = action_under(self.recommendation, lead_agency=PROBATION, by=self.alice)
        self.agency_link, self.agency_token = asked(self.review, by=self.alice)
        self.agency_decision = taken_in(answered(self.agency_link, led), by=self.alice)
        self.agency_update = answered(self.agency_link, led, text="All of the staff are trained.")

    def _invites(self) -> None:
        """Noor was asked to join Northbrook, and has not answered yet."""
        self.invitation = invitation_to(self.northbrook, by=self.ada)

    def _keeps_records(self) -> None:
        """Hazel is due, but kept for longer and held back. Beech and Cedar were opened by mistake:
        Beech’s disposal is proposed, Cedar’s was agreed long ago. One more is gone already."""
        by, ada, why = self.alice, self.ada, "An inquest."
        self.period = period(self.northbrook, by=ada)
        self.hazel = due(self.northbrook, by=by)
        self.review_date = retention.choose_review_date(self.hazel, on=NEXT_YEAR, reason=why, by=by)
        self.disposal_hold = retention.hold_back(
            self.hazel, reason=why, look_again_on=in_days(90), by=by
        )
        self.beech, self.cedar = (
            review_of(self.northbrook, name=name, chair=self.chloe, by=by)
            for name in ("Beech", "Cedar")
        )
        self.proposal = proposed(self.beech, by=by)
        self.agreed = waited_for(self.cedar, by=by, second=ada)
        self.certificate = gone(self.northbrook, by=by, second=ada)
