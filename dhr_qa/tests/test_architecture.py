"""What keeps the house in order: who may name a manager, who writes a stage, what every action does."""

from __future__ import annotations

import ast
import datetime as dt
import inspect
import pkgutil
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.core import serializers
from django.utils import timezone

from access.scoping import ScopedModel
from accounts import actions as accounts
from accounts import address_actions as addresses
from accounts import invitation_actions as invitations
from accounts import oidc_actions, session_actions, sign_in_actions
from accounts.models import Role, User
from accounts.new_address import Wish
from accounts.second_steps import codes_of
from accounts.tests.factories import SECRET, invitation_to, with_app
from accounts.tests.sessions import linked, signed_in
from actionplans import actions as plans
from actionplans import keeping_actions as keeping
from actionplans.plans import Plan
from agencies import actions as agencies
from agencies.models import UseKind
from agencies.tests.factories import PROBATION, in_days
from audit.models import AppendOnlyError, AppendOnlyModel, Event
from dhr_qa.tests.world import World
from documents import actions as documents
from documents.covering import covered, fingerprint
from documents.models import Capacity, DocumentKind
from documents.tests.factories import ready_to_submit
from feedback import actions as feedback
from feedback import correction_actions as corrections
from feedback import letter_actions as letters
from feedback.drafts import LetterDraft, Reading, from_json
from feedback.models import RevisionKind, Theme
from history import actions as history
from intake import actions as intake
from intake.comparing import compare
from intake.tests.factories import plan_file
from notices import actions as notices
from notices.models import NoticeKind
from packs import actions as packs
from packs import making_actions as making
from packs.assembling import assemble
from packs.models import PackKind
from packs.tests.factories import being_made, made_of, overridden
from publication import actions as publication
from qa_panel import actions as panel
from qa_panel import marks_actions as marks
from retention import actions as retention
from retention import removing_actions
from retention.tests.factories import SCHEDULE, due
from reviews import actions as reviews
from reviews.models import DutyKind, FileKind, PersonRole
from reviews.tests.factories import evidence
from reviews.workflow import Move

ROOT = Path(__file__).resolve().parents[2]
ROOMS = (
    "accounts",
    "reviews",
    "notices",
    "documents",
    "publication",
    "feedback",
    "qa_panel",
    "actionplans",
    "intake",
    "agencies",
    "packs",
    "retention",
    "history",
    "access",
    "audit",
    "govuk",
    "printing",
    "sandbox",
    "drafts",
    "backups",
    "dhr_qa",
)
OURS = [model for model in apps.get_models() if model.__module__.split(".")[0] in ROOMS]
TODAY = dt.date(2026, 3, 10)
LATER = dt.date(2100, 1, 1)
NOW = dt.datetime(2026, 3, 10, 9, 0, tzinfo=dt.UTC)

BANNED_IN_VIEWS = {
    "unscoped",
    "objects",
    "_default_manager",
    "_base_manager",
    "get_object_or_404",
    "get_list_or_404",
}


@pytest.fixture
def world(db):
    return World()


def names_in(path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        match node:
            case ast.Attribute(attr=name) | ast.Name(id=name) | ast.alias(name=name):
                yield name


@pytest.mark.parametrize(
    "path", sorted(ROOT.glob("*/*views.py")), ids=lambda p: f"{p.parent.name}.{p.stem}"
)
def test_views_reach_rows_only_through_what_a_person_may_see(path):
    found = BANNED_IN_VIEWS & set(names_in(path))

    assert found == set()


def test_scoped_models_have_no_objects():
    scoped = [model for model in OURS if issubclass(model, ScopedModel)]

    assert [model for model in scoped if hasattr(model, "objects")] == []
    assert len(scoped) > 10


def test_only_one_place_writes_a_stage():
    def writes(path):
        calls = (n for n in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(n, ast.Call))
        return any(
            getattr(call.func, "attr", "") in {"update", "bulk_update"}
            and any(keyword.arg == "stage" for keyword in call.keywords)
            for call in calls
        )

    modules = [p for room in ROOMS for p in ROOT.glob(f"{room}/*.py")]

    assert [str(p.relative_to(ROOT)) for p in modules if writes(p)] == ["reviews/actions.py"]


def test_only_the_stage_field_of_a_round_is_never_in_a_form():
    from reviews.models import Round

    assert Round._meta.get_field("stage").editable is False


# Every action, how it is called in a world, and the events that it leaves.
ACTIONS = {
    accounts.add_organisation: (
        lambda w: {"name": "Southmoor CSP", "by": w.alice},
        ["accounts.organisation_added"],
    ),
    accounts.add_person: (
        lambda w: {"email": "new@example.org", "name": "New", "by": w.alice},
        ["accounts.person_added"],
    ),
    accounts.give_role: (
        lambda w: {
            "user": w.vic,
            "role": Role.CSP_MANAGER,
            "organisation": w.northbrook,
            "by": w.ada,
        },
        ["accounts.role_given"],
    ),
    accounts.end_role: (
        lambda w: {
            "membership": w.alice.memberships.get(organisation=w.northbrook),
            "by": w.ada,
        },
        ["accounts.role_ended"],
    ),
    accounts.edit_organisation: (
        lambda w: {
            "organisation": w.northbrook,
            "version": 1,
            "name": "North CSP",
            "second_factor": "everyone",
            "by": w.ada,
        },
        ["accounts.organisation_edited"],
    ),
    accounts.rename_person: (
        lambda w: {"user": w.vic, "name": "Vicky", "by": w.vic},
        ["accounts.person_renamed"],
    ),
    accounts.leave: (
        lambda w: {"organisation": w.northbrook, "by": w.vic},
        ["accounts.role_ended", "accounts.organisation_left"],
    ),
    accounts.close_account: (
        lambda w: {"user": _has_no_role(w), "by": w.chloe},
        ["accounts.sessions_ended", "accounts.account_closed"],
    ),
    addresses.ask_for_address: (
        lambda w: {"user": w.vic, "email": "victor@example.org", "by": w.vic},
        ["accounts.address_asked_for"],
    ),
    addresses.take_address: (
        lambda w: {
            "user": w.vic,
            "wish": Wish(w.vic.pk, w.vic.email, "victor@example.org", timezone.now()),
            "by": w.vic,
        },
        ["accounts.address_changed"],
    ),
    invitations.invite: (
        lambda w: {
            "organisation": w.northbrook,
            "name": "Ida",
            "email": "ida@example.org",
            "role": Role.CSP_VIEWER,
            "by": w.ada,
        },
        ["accounts.person_invited"],
    ),
    invitations.send_again: (
        lambda w: {"invitation": w.invitation, "by": w.ada},
        ["accounts.invitation_sent_again"],
    ),
    invitations.withdraw: (
        lambda w: {"invitation": w.invitation, "by": w.ada},
        ["accounts.invitation_withdrawn"],
    ),
    invitations.join: (
        lambda w: {
            "invitation": w.invitation,
            "name": "Noor",
            "password": "three-random-words",
            "by": w.invitation,
        },
        ["accounts.person_added", "accounts.role_given", "accounts.invitation_accepted"],
    ),
    invitations.accept: (
        lambda w: {"invitation": _invited(w, w.kim), "by": w.kim},
        ["accounts.role_given", "accounts.invitation_accepted"],
    ),
    accounts.change_password: (
        lambda w: {"user": w.vic, "password": "three-random-words", "by": w.vic},
        ["accounts.password_changed"],
    ),
    sign_in_actions.note_sign_in: (
        lambda w: {"user": w.vic, "means": ["password"], "by": w.vic},
        ["accounts.signed_in"],
    ),
    sign_in_actions.note_sign_out: (
        lambda w: {"user": w.vic, "by": w.vic},
        ["accounts.signed_out"],
    ),
    sign_in_actions.note_failure: (
        lambda w: {"user": w.vic, "what": "password", "by": None},
        ["accounts.sign_in_failed"],
    ),
    sign_in_actions.note_lock: (
        lambda w: {"user": w.vic, "by": None},
        ["accounts.sign_in_locked"],
    ),
    sign_in_actions.note_step_up: (
        lambda w: {"user": w.vic, "means": "code", "by": w.vic},
        ["accounts.step_up_passed"],
    ),
    sign_in_actions.add_app: (
        lambda w: {"user": w.vic, "secret": SECRET, "by": w.vic},
        ["accounts.second_step_added"],
    ),
    sign_in_actions.add_passkey: (
        lambda w: {"user": w.vic, "name": "Phone", "credential": {}, "by": w.vic},
        ["accounts.second_step_added"],
    ),
    sign_in_actions.remove_second_step: (
        lambda w: {"authenticator": with_app(w.vic), "by": w.vic},
        ["accounts.second_step_removed"],
    ),
    sign_in_actions.make_recovery_codes: (
        lambda w: {"user": with_app(w.vic).user, "by": w.vic},
        ["accounts.recovery_codes_made"],
    ),
    sign_in_actions.note_codes_kept: (
        lambda w: {"codes": codes_of(with_app(w.vic).user), "by": w.vic},
        ["accounts.recovery_codes_kept"],
    ),
    sign_in_actions.forget_second_steps: (
        lambda w: {"user": with_app(w.vic).user, "by": w.ada},
        ["accounts.second_steps_forgotten"],
    ),
    sign_in_actions.reset_password: (
        lambda w: {"user": w.vic, "password": "three-random-words", "by": w.vic},
        ["accounts.password_reset"],
    ),
    session_actions.end_session: (
        lambda w: {"session": signed_in(w.vic), "by": w.vic},
        ["accounts.session_ended"],
    ),
    session_actions.end_other_sessions: (
        lambda w: {"user": w.vic, "this": signed_in(w.vic).session_key, "by": w.vic},
        ["accounts.sessions_ended"],
    ),
    session_actions.end_sessions: (
        lambda w: {"user": w.vic, "by": w.ada},
        ["accounts.sessions_ended"],
    ),
    session_actions.keep_text: (
        lambda w: {"user": w.vic, "page": "/", "data": {"note": "By e-mail."}, "by": w.vic},
        ["accounts.text_kept"],
    ),
    oidc_actions.link_service: (
        lambda w: {"user": w.vic, "service": "northbrook", "subject": "v-1", "by": w.vic},
        ["accounts.service_linked"],
    ),
    oidc_actions.unlink_service: (
        lambda w: {"link": linked(w.vic), "by": w.vic},
        ["accounts.service_unlinked"],
    ),
    reviews.open_review: (
        lambda w: {
            "organisation": w.northbrook,
            "name": "Ash",
            "reference": "Ash 9",
            "by": w.alice,
        },
        ["reviews.review_opened"],
    ),
    reviews.edit_review: (
        lambda w: {"review": w.review, "version": 1, "author_name": "Ida", "by": w.alice},
        ["reviews.review_edited"],
    ),
    reviews.make_move: (
        lambda w: {
            "qa_round": w.oak.rounds.get(),
            "move": Move.SENT_BEFORE,
            "note": "By e-mail.",
            "by": w.alice,
        },
        ["reviews.round_moved", "notices.people_told"],
    ),
    reviews.note_refused_file: (
        lambda w: {"signature": "Test", "page": "documents:add", "row": 1, "by": w.alice},
        ["reviews.file_refused"],
    ),
    reviews.keep_file: (
        lambda w: {
            "review": w.review,
            "examined": evidence(),
            "kind": FileKind.EVIDENCE,
            "by": w.alice,
        },
        ["reviews.file_kept"],
    ),
    reviews.set_duties: (
        lambda w: {"qa_round": w.round, "kinds": ["weblink"], "by": w.alice},
        ["reviews.duties_set"],
    ),
    reviews.note_download: (
        lambda w: {"stored": w.file, "by": w.vic},
        ["reviews.file_downloaded"],
    ),
    letters.keep_letter: (
        lambda w: {
            "qa_round": _fresh_round(w),
            "reading": Reading(LetterDraft()),
            "file": evidence(),
            "by": w.alice,
        },
        ["reviews.file_kept", "feedback.letter_brought_in"],
    ),
    letters.save_draft: (
        lambda w: {"letter": w.in_hand, "draft": LetterDraft(), "version": 1, "by": w.alice},
        ["feedback.draft_saved"],
    ),
    letters.set_letter_aside: (
        lambda w: {"letter": w.in_hand, "by": w.alice},
        ["feedback.letter_set_aside"],
    ),
    letters.confirm_letter: (
        lambda w: {"letter": _with_duties(w.in_hand, w), "version": 2, "by": w.alice},
        [
            "reviews.round_moved",
            "reviews.duties_set",
            "feedback.letter_confirmed",
            "notices.people_told",
        ],
    ),
    corrections.correct_letter: (
        lambda w: {"letter": w.letter, "addressee": "Sam", **_put_right(w)},
        ["feedback.letter_corrected"],
    ),
    corrections.withdraw_letter: (
        lambda w: {"letter": w.letter, **_put_right(w)},
        ["reviews.step_taken_back", "reviews.duties_set", "feedback.letter_withdrawn"],
    ),
    corrections.correct_area: (
        lambda w: {"item": w.item, "text": "Other.", **_put_right(w)},
        ["feedback.area_corrected"],
    ),
    corrections.add_area: (
        lambda w: {"letter": w.letter, "text": "Missed.", **_put_right(w)},
        ["feedback.area_added"],
    ),
    corrections.leave_area_out: (
        lambda w: {"item": w.item, **_put_right(w)},
        ["feedback.area_left_out"],
    ),
    feedback.record_revision: (
        lambda w: {
            "item": w.second,
            "kind": RevisionKind.REVISED,
            "supersedes": None,
            "where": "4.2",
            "summary": "Done.",
            "evidence": [evidence()],
            "by": w.chloe,
        },
        ["reviews.file_kept", "feedback.revision_recorded"],
    ),
    feedback.assign_item: (
        lambda w: {"item": w.item, "to": None, "by": w.alice},
        ["feedback.item_assigned"],
    ),
    feedback.comment_on_item: (
        lambda w: {"item": w.item, "text": "Yes.", "by": w.chloe},
        ["feedback.item_discussed"],
    ),
    feedback.set_themes: (
        lambda w: {"item": w.item, "themes": Theme.objects.all()[:1], "by": w.alice},
        ["feedback.item_rethemed"],
    ),
    plans.add_recommendation: (
        lambda w: {"review": w.review, "number": "9", "text": "Share.", "by": w.alice},
        ["actionplans.recommendation_added"],
    ),
    plans.edit_recommendation: (
        lambda w: {"recommendation": w.recommendation, "version": 1, "text": "New", "by": w.alice},
        ["actionplans.recommendation_edited"],
    ),
    plans.add_action: (
        lambda w: {"recommendation": w.recommendation, "text": "Train.", "by": w.alice},
        ["actionplans.action_added"],
    ),
    plans.edit_action: (
        lambda w: {
            "action": w.action,
            "version": 1,
            "recommendation": w.recommendation,
            "items": [],
            "text": "New",
            "by": w.alice,
        },
        ["actionplans.action_edited"],
    ),
    plans.add_update: (
        lambda w: {
            "action": w.action,
            "dated": TODAY,
            "text": "Begun.",
            "evidence": [evidence()],
            "by": w.alice,
        },
        ["reviews.file_kept", "actionplans.update_added"],
    ),
    keeping.edit_legend: (
        lambda w: {"organisation": w.northbrook, "version": 1, "red": "Stopped", "by": w.alice},
        ["actionplans.legend_edited"],
    ),
    keeping.give_up: (
        lambda w: {"action": w.action, "version": 1, **_agreed(w.chloe)},
        ["actionplans.action_given_up"],
    ),
    keeping.change_many: (
        lambda w: {
            "seen": [f"{w.action.pk}.{w.action.version}.{w.update.pk}"],
            "rating": "red",
            "dated": TODAY,
            "reason": "It waits.",
            "lead_agency": "Police",
            "by": w.alice,
        },
        ["actionplans.update_added", "actionplans.action_edited"],
    ),
    keeping.rename_agency: (
        lambda w: {
            "organisation": w.northbrook,
            "name": "Northbrook Police",
            "to": "Severn Police",
            "seen": [f"{w.action.pk}.{w.action.version}.{w.update.pk}"],
            "by": w.alice,
        },
        ["actionplans.agency_renamed"],
    ),
    keeping.take_up: (
        lambda w: {"action": w.given_up, "version": w.given_up.version, **_agreed(w.alice)},
        ["actionplans.action_taken_up"],
    ),
    intake.keep_plan: (
        lambda w: {"review": w.oak, "file": plan_file(), "plan": Plan(), "by": w.alice},
        ["reviews.file_kept", "intake.plan_kept"],
    ),
    intake.map_columns: (
        lambda w: {**_of_plan(w), "mapping": {"Body": "Lead agency"}, "plan": Plan()},
        ["intake.columns_mapped"],
    ),
    intake.fix_row: (
        lambda w: {"row": w.imported_row, "version": 1, "text": "Train.", "by": w.chloe},
        ["intake.row_fixed"],
    ),
    intake.skip_row: (
        lambda w: {"row": w.imported_row, "version": 1, "by": w.alice},
        ["intake.row_skipped"],
    ),
    intake.take_row: (
        lambda w: {"row": w.imported_row, "version": 1, "by": w.alice},
        ["intake.row_taken"],
    ),
    intake.set_aside: (lambda w: {**_of_plan(w)}, ["intake.plan_set_aside"]),
    intake.confirm_plan: (
        lambda w: {**_of_plan(w), "seen": compare(w.plan_import).seen, "dated": TODAY},
        ["intake.plan_brought_in"],
    ),
    plans.note_export: (
        lambda w: {"review": w.review, "form": "xlsx", "by": w.vic},
        ["actionplans.plan_exported"],
    ),
    agencies.ask_agency: (
        lambda w: {
            "review": w.review,
            "agency": PROBATION,
            "contact": "Ida",
            "email": "ida@probation.example.org",
            "last_day": in_days(28),
            "by": w.alice,
        },
        ["agencies.agency_asked"],
    ),
    agencies.send_again: (
        lambda w: {"link": w.agency_link, "version": 1, "last_day": in_days(7), "by": w.chloe},
        ["agencies.link_sent_again"],
    ),
    agencies.withdraw: (
        lambda w: {"link": w.agency_link, "version": 1, "by": w.alice},
        ["agencies.link_withdrawn"],
    ),
    agencies.note_use: (
        lambda w: {
            "link": w.agency_link,
            "kind": UseKind.OPENED,
            "address": "192.0.2.1",
            "by": w.agency_link,
        },
        ["agencies.link_used"],
    ),
    agencies.answer: (
        lambda w: {
            "link": w.agency_link,
            "action": w.agency_update.action,
            "name": "Sam",
            "dated": TODAY,
            "text": "Begun.",
            "by": w.agency_link,
        },
        ["notices.people_told", "agencies.update_received"],
    ),
    agencies.take_in: (
        lambda w: {
            "update": w.agency_update,
            "dated": TODAY,
            "text": "Done.",
            "completed_on": TODAY,
            "version": w.agency_update.action.version,
            "by": w.alice,
        },
        ["actionplans.update_added", "actionplans.action_edited", "agencies.update_taken"],
    ),
    agencies.send_back: (
        lambda w: {"update": w.agency_update, "reason": "Say how many.", "by": w.chloe},
        ["agencies.update_returned"],
    ),
    retention.set_period: (
        lambda w: {
            "organisation": w.northbrook,
            "years": 20,
            "schedule": SCHEDULE,
            "seen": w.period.pk,
            "by": w.ada,
        },
        ["retention.period_set"],
    ),
    retention.choose_review_date: (
        lambda w: {
            "review": due(w.northbrook, name="Alder", by=w.alice),
            "on": in_days(400),
            "reason": "A claim.",
            "by": w.alice,
        },
        ["retention.review_date_chosen"],
    ),
    retention.hold_back: (
        lambda w: {
            "review": w.review,
            "reason": "An inquest.",
            "look_again_on": in_days(90),
            "by": w.quinn,
        },
        ["retention.held_back"],
    ),
    retention.let_go: (
        lambda w: {"review": w.hazel, "reason": "It is over.", "by": w.alice},
        ["retention.let_go"],
    ),
    retention.propose_disposal: (
        lambda w: {"review": w.ivy, "reason": "A mistake.", "by": w.alice},
        ["retention.disposal_proposed"],
    ),
    retention.agree_to_disposal: (
        lambda w: {"proposal": w.proposal, "by": w.ada},
        ["notices.people_told", "retention.disposal_agreed"],
    ),
    retention.decline_disposal: (
        lambda w: {"proposal": w.proposal, "reason": "Not yet.", "by": w.ada},
        ["notices.people_told", "retention.disposal_declined"],
    ),
    retention.stop_disposal: (
        lambda w: {"proposal": w.agreed, "reason": "Not yet.", "by": w.ada},
        ["notices.people_told", "retention.disposal_stopped"],
    ),
    retention.note_certificate: (
        lambda w: {"certificate": w.certificate, "by": w.vic},
        ["retention.certificate_downloaded"],
    ),
    removing_actions.dispose: (
        lambda w: {"proposal": w.agreed, "by": w.alice},
        ["retention.review_disposed", "audit.details_erased"],
    ),
    reviews.add_person_to_review: (
        lambda w: {
            "review": w.review,
            "role": PersonRole.CONTACT,
            "name": "Ida",
            "organisation": "Council",
            "by": w.alice,
        },
        ["reviews.person_added"],
    ),
    reviews.edit_review_person: (
        lambda w: {"person": w.person, "version": 1, "name": "Ida", "by": w.chloe},
        ["reviews.person_edited"],
    ),
    reviews.remove_review_person: (
        lambda w: {"person": w.person, "version": 1, "by": w.alice},
        ["reviews.person_removed"],
    ),
    reviews.correct_step: (
        lambda w: {
            "change": _last_step(w.gorse),
            "on": dt.date(2026, 3, 1),
            "note": "By e-mail.",
            "why": "Another day.",
            "by": w.alice,
        },
        ["reviews.step_corrected"],
    ),
    reviews.take_back: (
        lambda w: {"change": _last_step(w.fir), "why": "Not listed.", "by": w.quinn},
        ["reviews.step_taken_back"],
    ),
    reviews.take_back_letter: (
        lambda w: {"change": _last_step(w.round), "why": "Another's letter.", "by": w.alice},
        ["reviews.step_taken_back"],
    ),
    reviews.replace_letter_step: (
        lambda w: {
            "change": _last_step(w.round),
            "move": Move.LETTER_RESUBMIT,
            "why": "Misread.",
            "by": w.alice,
        },
        ["reviews.step_corrected"],
    ),
    reviews.put_on_hold: (
        lambda w: {"review": w.review, "reason": "A trial.", "review_on": LATER, "by": w.alice},
        ["reviews.hold_begun"],
    ),
    reviews.take_off_hold: (
        lambda w: {"review": w.yew, "reason": "It is over.", "by": w.alice},
        ["reviews.hold_ended"],
    ),
    reviews.transfer_review: (
        lambda w: {"review": w.review, "to": w.eastmere, "reason": "They moved.", "by": w.alice},
        ["reviews.review_transferred"],
    ),
    notices.tell: (
        lambda w: {
            "people": [w.vic],
            "kind": NoticeKind.LETTER,
            "review": w.review,
            "href": "/",
            "by": w.alice,
        },
        ["notices.people_told"],
    ),
    notices.choose_emails: (
        lambda w: {"kinds": ["letter"], "by": w.vic},
        ["notices.emails_chosen"],
    ),
    panel.take: (lambda w: {"qa_round": w.fir, "by": w.quinn}, ["qa_panel.round_taken"]),
    panel.give_back: (
        lambda w: {"qa_round": w.gorse, "seen": w.taking.pk, "by": w.quinn},
        ["qa_panel.round_given_back"],
    ),
    panel.hand_to: (
        lambda w: {"qa_round": w.fir, "to": w.quinn, "seen": 0, "by": w.quinn},
        ["qa_panel.round_handed_over"],
    ),
    panel.record_considered: (
        lambda w: {"rounds": [w.fir], "on": TODAY, "by": w.quinn},
        ["reviews.round_moved"],
    ),
    marks.save_mark: (
        lambda w: {
            "qa_round": w.second_round,
            "item": w.draft_mark.item,
            "verdict": "met",
            "note": "",
            "version": w.draft_mark.version,
            "supersedes": w.draft_mark.supersedes_id,
            "by": w.quinn,
        },
        ["qa_panel.mark_saved"],
    ),
    marks.issue_marks: (
        lambda w: {
            "qa_round": w.second_round,
            "why": "A slip.",
            "seen": w.draft_mark.version + w.draft_mark.supersedes_id,
            "by": w.quinn,
        },
        ["notices.people_told", "qa_panel.marks_issued"],
    ),
    publication.add_duty: (
        lambda w: {"review": w.review, "kind": DutyKind.COPY_TO_COMMISSIONER, "by": w.alice},
        ["publication.duty_added"],
    ),
    publication.record_duty_done: (
        lambda w: {
            "duty": w.asked,
            "done_on": TODAY,
            "who": "Alice",
            "weblink": "https://www.example.org/elm",
            "supersedes": None,
            "evidence": [evidence()],
            "by": w.alice,
        },
        ["reviews.file_kept", "publication.duty_done"],
    ),
    publication.take_back_duty: (
        lambda w: {
            "duty": w.done,
            "why": "Not sent.",
            "supersedes": w.duty_record.pk,
            "by": w.alice,
        },
        ["publication.duty_taken_back"],
    ),
    publication.set_duty_aside: (
        lambda w: {"duty": w.own, "why": "Nobody is left.", "supersedes": None, "by": w.alice},
        ["publication.duty_set_aside"],
    ),
    publication.withhold: (
        lambda w: {
            "review": w.oak,
            "reason": "A trial.",
            "review_on": LATER,
            "seen": None,
            "by": w.alice,
        },
        ["publication.withheld"],
    ),
    publication.end_withholding: (
        lambda w: {
            "review": w.review,
            "reason": "It is over.",
            "seen": w.withholding.pk,
            "by": w.alice,
        },
        ["publication.withholding_ended"],
    ),
    documents.add_document: (
        lambda w: {
            "review": w.review,
            "examined": evidence(),
            "kind": DocumentKind.EVIDENCE,
            "title": "Minutes",
            "dated": TODAY,
            "by": w.chloe,
        },
        ["reviews.file_kept", "documents.document_added"],
    ),
    documents.add_version: (
        lambda w: {
            "document": w.document,
            "examined": evidence(),
            "dated": TODAY,
            "what_changed": "All.",
            "by": w.chloe,
        },
        ["reviews.file_kept", "documents.version_added"],
    ),
    documents.follow_file: (
        lambda w: {
            "stored": w.file,
            "examined": evidence(),
            "dated": TODAY,
            "what_changed": "All.",
            "by": w.chloe,
        },
        ["reviews.file_kept", "documents.file_followed"],
    ),
    documents.leave_document_out: (
        lambda w: {"document": w.document, "reason": "A mistake.", "by": w.chloe},
        ["documents.document_left_out"],
    ),
    documents.sign_off: (
        lambda w: {
            "qa_round": w.round,
            "capacity": Capacity.CHAIR,
            "name": "Chloé",
            "signed_on": TODAY,
            "seen": fingerprint(covered(w.round)),
            "by": w.chloe,
        },
        ["documents.signed_off"],
    ),
    documents.submit_round: (
        lambda w: {**_ready(w), "anonymised": True, "on": TODAY, "by": w.alice},
        ["reviews.round_moved", "notices.people_told", "documents.round_submitted"],
    ),
    documents.receive_submission: (
        lambda w: {
            "qa_round": _returned(w),
            "received": [(DocumentKind.OTHER, evidence())],
            "on": TODAY,
            "by": w.quinn,
        },
        ["reviews.round_moved", "reviews.file_kept", "documents.submission_received"],
    ),
    documents.receive_review: (
        lambda w: {
            "organisation": w.westhaven,
            "received": [(DocumentKind.OTHER, evidence())],
            "on": TODAY,
            "name": "Ash",
            "reference": "Ash 9",
            "by": w.quinn,
        },
        [
            "reviews.review_opened",
            "reviews.round_moved",
            "reviews.file_kept",
            "documents.submission_received",
            "documents.review_received",
        ],
    ),
    packs.keep_pack: (
        lambda w: {
            "qa_round": w.round,
            "kind": PackKind.RESUBMISSION,
            "made": made_of(assemble(w.round, at=NOW, by=w.alice)),
            "by": w.alice,
        },
        ["packs.pack_made"],
    ),
    packs.finish_making: (
        lambda w: {
            "making": being_made(w.making),
            "made": made_of(assemble(w.round, at=NOW, by=w.alice)),
            "by": w.alice,
        },
        ["packs.pack_made"],
    ),
    packs.fail_making: (
        lambda w: {"making": being_made(w.making), "why": "No room.", "by": w.alice},
        ["packs.making_ended"],
    ),
    making.start_making: (
        lambda w: {"qa_round": _ready_round(w), "kind": PackKind.RESUBMISSION, "by": w.alice},
        ["packs.making_started"],
    ),
    making.stop_making: (
        lambda w: {"making": w.making, "by": w.alice},
        ["packs.making_stopped"],
    ),
    making.resume_making: (
        lambda w: {"making": w.making, "by": w.alice},
        ["packs.making_resumed"],
    ),
    making.prepare_pack: (
        lambda w: {
            "qa_round": w.round,
            "kind": PackKind.RESUBMISSION,
            "version": 1,
            "embed": True,
            "by": w.alice,
        },
        ["packs.pack_prepared"],
    ),
    making.override_findings: (
        lambda w: {
            "qa_round": w.letter.round,
            "kind": PackKind.RESUBMISSION,
            "seen": [],
            "reason": "A draft.",
            "by": w.alice,
        },
        ["packs.findings_overridden"],
    ),
    packs.record_handover: (
        lambda w: {
            "pack": w.pack,
            "sent_on": timezone.localdate(),
            "to": "reviews@homeoffice.example",
            "by": w.alice,
        },
        ["packs.pack_sent"],
    ),
    packs.note_paper: (
        lambda w: {"row": w.item, "what": "area-history", "by": w.vic},
        ["packs.paper_downloaded"],
    ),
    packs.note_archive: (
        lambda w: {"pack": w.pack, "by": w.vic},
        ["packs.archive_downloaded"],
    ),
    packs.note_message: (
        lambda w: {"pack": w.pack, "by": w.vic},
        ["packs.message_downloaded"],
    ),
    packs.note_board_report: (
        lambda w: {"organisation": w.northbrook, "since": TODAY, "by": w.vic},
        ["packs.board_report_downloaded"],
    ),
    history.note_download: (
        lambda w: {"about": w.review, "events": 3, "by": w.vic},
        ["history.record_downloaded"],
    ),
    packs.note_download: (
        lambda w: {"pack": w.pack, "by": w.vic},
        ["packs.pack_downloaded"],
    ),
}
CASES = [pytest.param(*case, id=f"{f.__module__}.{f.__name__}") for f, case in ACTIONS.items()]


def _has_no_role(world):
    """chloe, when she chairs nothing any more."""
    world.chloe.chaired_reviews.update(chair=None)
    return world.chloe


def _invited(world, person):
    return invitation_to(world.northbrook, email=person.email, by=world.ada)


def _ready_round(world):
    """A round of which a pack may be made, whatever stands against it."""
    qa_round = world.holly.rounds.get(number=1)
    overridden(qa_round, by=world.alice)
    return qa_round


def _fresh_round(world):
    from reviews.tests.factories import review_of

    return review_of(world.northbrook, name="Box", by=world.alice).rounds.get()


def _last_step(qa_round):
    return qa_round.stage_changes.standing().select_related("round__review").last()


def _ready(world):
    qa_round = ready_to_submit(world.oak, by=world.alice)
    return {"qa_round": qa_round, "seen": fingerprint(covered(qa_round))}


def _returned(world):
    reviews.make_move(world.gorse, Move.RETURN, note="Page 3 is missing.", by=world.quinn)
    return world.gorse


def _agreed(by):
    return {"dated": TODAY, "reason": "It was agreed.", "agreed_by": "The board", "by": by}


def _of_plan(world):
    return {"plan_import": world.plan_import, "version": 1, "by": world.alice}


def _put_right(world):
    return {"version": world.letter.draft_version, "why": "Misread.", "by": world.alice}


def _with_duties(letter, world):
    from dataclasses import replace

    draft = replace(from_json(letter.draft), requests=("weblink",))
    return letters.save_draft(letter, draft, version=1, by=world.alice)


def public_actions():
    for room in ROOMS:
        found = (module.name for module in pkgutil.iter_modules([str(ROOT / room)]))
        for name in (name for name in found if name.endswith("actions")):
            module = import_module(f"{room}.{name}")
            for _, function in inspect.getmembers(module, inspect.isfunction):
                if function.__module__ == module.__name__ and not function.__name__.startswith("_"):
                    yield function


def test_every_action_is_in_the_table():
    assert {f.__qualname__ for f in ACTIONS} == {f.__qualname__ for f in public_actions()}
    assert set(ACTIONS) == set(public_actions())


@pytest.mark.parametrize("action", list(ACTIONS), ids=lambda f: f"{f.__module__}.{f.__name__}")
def test_every_action_names_who_did_it(action):
    by = inspect.signature(action).parameters["by"]

    assert (by.kind, by.default) == (inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.empty)


@pytest.mark.parametrize("action", list(ACTIONS), ids=lambda f: f"{f.__module__}.{f.__name__}")
def test_every_action_leaves_its_events(world, action):
    arguments, verbs = ACTIONS[action]
    given = arguments(world)
    before = Event.objects.count()

    action(**given)

    new = Event.objects.order_by("pk")[before:]
    actor = given["by"] if isinstance(given["by"], User) else None
    assert [(event.verb, event.actor) for event in new] == [(verb, actor) for verb in verbs]


@pytest.mark.parametrize("action", list(ACTIONS), ids=lambda f: f"{f.__module__}.{f.__name__}")
def test_nothing_is_written_when_the_event_cannot_be(world, action, monkeypatch):
    given = ACTIONS[action][0](world)
    own_verb = ACTIONS[action][1][-1]
    before = everything()
    save = Event.save

    def broken(event, *args, **kwargs):
        if event.verb == own_verb:
            raise RuntimeError(own_verb)
        save(event, *args, **kwargs)

    monkeypatch.setattr(Event, "save", broken)
    with pytest.raises(RuntimeError, match=own_verb):
        action(**given)

    assert everything() == before


def everything():
    """Every row of every table of ours, as text."""
    return {
        model._meta.label: serializers.serialize("json", model._base_manager.order_by("pk"))
        for model in OURS
    }


APPEND_ONLY = [model for model in OURS if issubclass(model, AppendOnlyModel)]


@pytest.mark.parametrize("model", APPEND_ONLY, ids=lambda m: m.__name__)
def test_history_is_only_ever_added(world, model):
    rows = model._default_manager.all()
    row = rows[0]
    every = model._base_manager.all()  # what related managers go through

    for attempt in (
        row.save,
        row.delete,
        rows.delete,
        lambda: rows.update(pk=row.pk),
        lambda: every.update(pk=row.pk),
    ):
        with pytest.raises(AppendOnlyError):
            attempt()


def test_every_kind_of_history_is_known():
    assert {model.__name__ for model in APPEND_ONLY} == {
        "Event",
        "EventDetail",
        "StageChange",
        "StoredFile",
        "Revision",
        "Assignment",
        "Comment",
        "ActionUpdate",
        "ActionEnd",
        "LinkUse",
        "AgencyUpdate",
        "AgencyDecision",
        "Pack",
        "Handover",
        "Override",
        "Hold",
        "Transfer",
        "Document",
        "DocumentVersion",
        "LeftOut",
        "SignOff",
        "Submission",
        "SubmittedAnswer",
        "LetterCorrection",
        "DutyRecord",
        "Withholding",
        "Taking",
        "PanelView",
        "RetentionPeriod",
        "ReviewDate",
        "DisposalHold",
        "DisposalProposal",
        "DisposalDecision",
        "DisposalCertificate",
    }
