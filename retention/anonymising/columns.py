"""What becomes of every column in a copy: nothing leaves the installation that is not named here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models

from retention.anonymising import inventing as made_up
from retention.anonymising.inventing import Rule

# Tables whose rows stay behind: who signed in and how, what happened, what is not saved yet.
# The copy has those of the framework's that its own migrations make.
LEFT_OUT = frozenset(
    {
        "account.EmailAddress",
        "account.EmailConfirmation",
        "accounts.Invitation",
        "agencies.LinkUse",
        "audit.Event",
        "audit.EventDetail",
        "audit.Permit",
        "auth.Group",
        "auth.Group_permissions",
        "auth.Permission",
        "contenttypes.ContentType",
        "django_tasks_database.DBTaskResult",
        "drafts.Draft",
        "mfa.Authenticator",
        "sessions.Session",
        "socialaccount.SocialAccount",
        "socialaccount.SocialApp",
        "socialaccount.SocialToken",
        "usersessions.UserSession",
    }
)
TEXT, KEPT, EMPTY = made_up.text, made_up.kept, made_up.emptied
COLUMNS: dict[str, Rule] = {
    "accounts.Organisation.name": made_up.organisation,
    "accounts.Organisation.second_factor": made_up.optional,
    "accounts.User.email": made_up.email,
    "accounts.User.name": made_up.person,
    "accounts.User.password": made_up.password,
    "actionplans.Action.lead_agency": made_up.agency,
    "actionplans.Action.milestones": TEXT,
    "actionplans.Action.outcome": TEXT,
    "actionplans.Action.target_date_text": TEXT,
    "actionplans.Action.text": TEXT,
    "actionplans.ActionEnd.agreed_by": made_up.person,
    "actionplans.ActionEnd.reason": TEXT,
    "actionplans.ActionUpdate.rating_words": TEXT,
    "actionplans.ActionUpdate.reason": TEXT,
    "actionplans.ActionUpdate.text": TEXT,
    "actionplans.Legend.amber": TEXT,
    "actionplans.Legend.blue": TEXT,
    "actionplans.Legend.green": TEXT,
    "actionplans.Legend.red": TEXT,
    "actionplans.Recommendation.number": made_up.number,
    "actionplans.Recommendation.scope": TEXT,
    "actionplans.Recommendation.text": TEXT,
    "actionplans.SupportingAgency.name": made_up.agency,
    "agencies.AgencyDecision.reason": TEXT,
    "agencies.AgencyLink.agency": made_up.agency,
    "agencies.AgencyLink.contact": made_up.person,
    "agencies.AgencyLink.digest": made_up.digest,
    "agencies.AgencyLink.email": made_up.email,
    "agencies.AgencyLink.message": TEXT,
    "agencies.AgencyUpdate.name": made_up.person,
    "agencies.AgencyUpdate.text": TEXT,
    "documents.Document.title": TEXT,
    "documents.DocumentVersion.what_changed": TEXT,
    "documents.LeftOut.reason": TEXT,
    "documents.SignOff.covers": made_up.covered,
    "documents.SignOff.fingerprint": made_up.digest,
    "documents.SignOff.name": made_up.person,
    "documents.Submission.note": TEXT,
    "feedback.Comment.text": TEXT,
    "feedback.FeedbackItem.as_read": TEXT,
    "feedback.FeedbackItem.children": made_up.shape(),
    "feedback.FeedbackItem.group": TEXT,
    "feedback.FeedbackItem.references": made_up.places,
    "feedback.FeedbackItem.text": TEXT,
    "feedback.FeedbackLetter.addressee": made_up.person,
    "feedback.FeedbackLetter.as_read": made_up.shape(*made_up.OF_A_LETTER),
    "feedback.FeedbackLetter.draft": made_up.shape(*made_up.OF_A_LETTER),
    "feedback.FeedbackLetter.paragraphs": made_up.shape(*made_up.OF_A_LETTER),
    "feedback.FeedbackLetter.return_address": made_up.email,
    "feedback.FeedbackLetter.set_aside_why": TEXT,
    "feedback.FeedbackLetter.sha256": made_up.digest,
    "feedback.FeedbackLetter.signatory": made_up.person,
    "feedback.FeedbackLetter.strengths": made_up.shape(),
    "feedback.LetterCorrection.after": TEXT,
    "feedback.LetterCorrection.before": TEXT,
    "feedback.LetterCorrection.what": KEPT,  # the name of what was put right
    "feedback.LetterCorrection.why": TEXT,
    "feedback.Revision.after": TEXT,
    "feedback.Revision.before": TEXT,
    "feedback.Revision.reason": TEXT,
    "feedback.Revision.summary": TEXT,
    "feedback.Revision.where": TEXT,
    "feedback.Theme.name": made_up.theme,
    "feedback.Theme.slug": made_up.theme,
    "intake.ImportedRow.as_read": EMPTY,
    "intake.ImportedRow.changes": made_up.shape("new"),
    "intake.ImportedRow.doubts": made_up.shape(),
    "intake.ImportedRow.lead_agency": made_up.agency,
    "intake.ImportedRow.milestones": TEXT,
    "intake.ImportedRow.number": made_up.number,
    "intake.ImportedRow.outcome": TEXT,
    "intake.ImportedRow.place": TEXT,
    "intake.ImportedRow.reason": TEXT,
    "intake.ImportedRow.recommendation": TEXT,
    "intake.ImportedRow.scope": TEXT,
    "intake.ImportedRow.supporting": made_up.several(made_up.agency),
    "intake.ImportedRow.target_date_text": TEXT,
    "intake.ImportedRow.text": TEXT,
    "intake.ImportedRow.update": TEXT,
    "intake.PlanImport.columns": made_up.shape("table", "label", "meaning"),
    "intake.PlanImport.legend": made_up.shape(),
    "intake.PlanImport.mapping": made_up.shape(),
    "intake.PlanImport.warnings": made_up.shape(),
    "notices.Notice.href": made_up.path,
    "packs.FileLook.edition": made_up.never_looked,
    "packs.FileLook.facts": made_up.nothing,
    "packs.Handover.note": TEXT,
    "packs.Handover.to": made_up.email,
    "packs.Making.failure": TEXT,
    "packs.Making.step": TEXT,
    "packs.Override.check_code": KEPT,
    "packs.Override.finding": TEXT,
    "packs.Override.reason": TEXT,
    "packs.Pack.file": made_up.stored_file,
    "packs.Pack.manifest": made_up.manifest,
    "packs.Pack.notes": made_up.shape(),
    "packs.Pack.sections": KEPT,  # the codes of what it holds
    "packs.Pack.sha256": made_up.file_digest,
    "packs.Pack.size": made_up.file_size,
    "packs.Preparation.left_out": KEPT,  # such codes too
    "packs.Preparation.letter": TEXT,
    "publication.DutyRecord.note": TEXT,
    "publication.DutyRecord.sent_to": made_up.person,
    "publication.DutyRecord.weblink": made_up.weblink,
    "publication.DutyRecord.who": made_up.person,
    "publication.DutyRecord.why": TEXT,
    "publication.Withholding.reason": TEXT,
    "qa_panel.DraftMark.note": TEXT,
    "qa_panel.PanelView.note": TEXT,
    "qa_panel.PanelView.why": TEXT,
    "retention.DisposalCertificate.counts": KEPT,  # words of the service, with numbers
    "retention.DisposalCertificate.files_digest": made_up.digest,
    "retention.DisposalCertificate.reason": TEXT,
    "retention.DisposalCertificate.reference": made_up.reference,
    "retention.DisposalCertificate.schedule": made_up.schedule,
    "retention.DisposalDecision.reason": TEXT,
    "retention.DisposalHold.reason": TEXT,
    "retention.DisposalProposal.counts": KEPT,
    "retention.DisposalProposal.reason": TEXT,
    "retention.RetentionPeriod.schedule": made_up.schedule,
    "retention.ReviewDate.reason": TEXT,
    "reviews.ClosingDuty.title": made_up.title,
    "reviews.Hold.reason": TEXT,
    "reviews.Review.author_name": made_up.person,
    "reviews.Review.chair_name": made_up.person,
    "reviews.Review.name": made_up.review,
    "reviews.Review.reference": made_up.reference,
    "reviews.ReviewPerson.email": made_up.email,
    "reviews.ReviewPerson.job_title": TEXT,
    "reviews.ReviewPerson.name": made_up.person,
    "reviews.ReviewPerson.organisation": made_up.agency,
    "reviews.ReviewPerson.phone": made_up.phone,
    "reviews.ReviewPerson.reason": TEXT,
    "reviews.StageChange.note": TEXT,
    "reviews.StageChange.why": TEXT,
    "reviews.StoredFile.content_type": made_up.content_type,
    "reviews.StoredFile.file": made_up.stored_file,
    "reviews.StoredFile.holds": EMPTY,
    "reviews.StoredFile.name": made_up.file_name,
    "reviews.StoredFile.sha256": made_up.file_digest,
    "reviews.StoredFile.size": made_up.file_size,
    "reviews.Transfer.reason": TEXT,
}
# What says nothing of anybody: which row belongs to which, yes or no, how many, one choice of a list.
PLAIN = (models.BooleanField, models.IntegerField, models.AutoField, models.FloatField)
DATED = (models.DateField,)  # and with it dates with a time: they are moved, see `copying`


class Undeclared(Exception):
    """A column or a table is there of which nobody has said what becomes of it in a copy."""


def copied() -> list[type[models.Model]]:
    """The tables whose rows are in a copy, with those that join two others."""
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if not model._meta.proxy and model._meta.label not in LEFT_OUT
    ]


def rule_of(field: Any) -> Rule | None:
    """What becomes of a field; None if it is copied, or is a date."""
    return COLUMNS.get(_label(field))


def is_date(field: Any) -> bool:
    return isinstance(field, DATED)


def undeclared() -> list[str]:
    """Every column of which this module has to say something, and does not."""
    return sorted(_label(field) for field in _fields() if not _is_safe(field))


def gone() -> list[str]:
    """What is named here and is no longer there."""
    there = {_label(field) for model in copied() for field in model._meta.local_fields}
    tables = {model._meta.label for model in apps.get_models(include_auto_created=True)}
    return sorted({*(COLUMNS.keys() - there), *(LEFT_OUT - tables)})


def must_be_declared() -> None:
    """Raises `Undeclared`, naming what is missing: a copy is made only if all of it was thought of."""
    if missing := undeclared():
        raise Undeclared(
            "Say in retention/anonymising/columns.py what becomes of " + ", ".join(missing) + "."
        )


def _fields() -> Iterator[Any]:
    for model in copied():
        yield from model._meta.local_fields


def _is_safe(field: Any) -> bool:
    is_plain = field.is_relation or field.choices or isinstance(field, (*PLAIN, *DATED))
    return bool(is_plain) or rule_of(field) is not None


def _label(field: Any) -> str:
    return f"{field.model._meta.label}.{field.name}"
