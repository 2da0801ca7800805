"""What a process of its own is asked to do at a service: fill it, use it, back it up, look whether it is whole."""

from __future__ import annotations

import datetime as dt
import pickle
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, models
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Organisation, User
from actionplans.models import Legend
from audit.chain import verify
from audit.models import Event
from backups.kept import faults, spoken_of
from backups.places import database_is_empty
from backups.tables import tables
from drafts.models import Draft
from feedback.models import FeedbackItem, Theme
from feedback.tests.factories import revision_of
from intake.models import PlanImport
from intake.tests.factories import confirmed, plan_in_hand, said
from notices.models import NoticeChoice, NoticeKind
from packs.making_actions import resume_making
from packs.models import Making, MakingState, Pack
from packs.tests.factories import making_of
from reviews.models import Review, StoredFile
from reviews.tests.factories import evidence, review_of

# Rows of which each has an event that says how it came, and the other way round.
COME_WITH = {
    "reviews.Review": "reviews.review_opened",
    "reviews.StoredFile": "reviews.file_kept",
    "feedback.Revision": "feedback.revision_recorded",
    "packs.Pack": "packs.pack_made",
    "intake.PlanImport": "intake.plan_kept",
}


def migrate() -> None:
    call_command("migrate", verbosity=0)


def world() -> None:
    """A row of every kind. What migrations put in is put in again where a test has emptied the tables."""
    from dhr_qa.tests.world import World

    if not Theme.objects.exists():
        import_module("feedback.migrations.0002_themes").add_themes(apps, None)
    here = World()
    _what_nobody_does_there(here.alice, here.northbrook)


def _what_nobody_does_there(alice: User, northbrook: Organisation) -> None:
    """Rows of other people's packages and of pages, with values that a database might bend."""
    bent = {"of": [1.0, 1e16, 0.1, -0.0, 2**63, "½\u2028\\", None, True, {"": []}]}
    EmailAddress.objects.create(user=alice, email=alice.email, verified=True, primary=True)
    Authenticator.objects.create(user=alice, type="totp", data=bent)
    app = SocialApp.objects.create(provider="oidc", name="Council", client_id="", settings=bent)
    SocialAccount.objects.create(user=alice, provider=app.provider, uid="1", extra_data=bent)
    Draft.objects.create(
        user=alice, page="/", typed="{}", at=dt.datetime.max.replace(tzinfo=dt.UTC)
    )
    NoticeChoice.objects.create(user=alice, kind=NoticeKind.ASSIGNED)
    Legend.unscoped.create(organisation=northbrook)
    for model in tables():
        if model._meta.auto_created and not _all(model).exists():
            ends = [field for field in model._meta.fields if field.is_relation]
            model(**{field.name: _all(field.related_model).first() for field in ends}).save()


def command(*words: str) -> None:
    """A command of the service, with the exit code that a shell sees."""
    try:
        call_command(*words)
    except CommandError as error:
        print(error)  # noqa: T201 -- the test reads it
        sys.exit(1)


def rows(path: str) -> None:
    """Every row of every table, as values."""
    every = apps.get_models(include_auto_created=True)
    found = {model._meta.label: list(_all(model).order_by("pk").values()) for model in every}
    Path(path).write_bytes(pickle.dumps(found))


def open_review() -> None:
    """One action of several rows."""
    alice = _alice()
    review_of(alice.memberships.first().organisation, name=f"N {timezone.now():%f}", by=alice)


def upload() -> None:
    """Two files, an answer that speaks of them, and three events, in one action."""
    item, data = FeedbackItem.unscoped.order_by("pk")[1], b"Agreed. " * 50_000
    revision_of(item, evidence=[evidence(data=data), evidence("b.txt", data)], by=_alice())


def bring_a_plan_in() -> None:
    """A plan of forty rows becomes recommendations and actions."""
    by, review = _alice(), Review.unscoped.get(name="Oak")
    waiting = review.plan_imports.in_hand().first()
    plan = [said(number=str(number), action=f"Action {number}.") for number in range(40)]
    confirmed(waiting or plan_in_hand(review, *plan, by=by), by=by)


def make_a_pack() -> None:
    """A whole PDF; what an earlier process left half-way is begun again, as the page does after two minutes."""
    item = FeedbackItem.unscoped.order_by("pk").first()
    left = Making.unscoped.in_progress().filter(round=item.letter.round).first()
    if left:
        resume_making(left, by=_alice())
    left = Making.unscoped.in_progress().filter(round=item.letter.round).first()
    making = left or making_of(item.letter.round, by=_alice())
    making.refresh_from_db()
    assert making.state == MakingState.MADE, making.failure


def check() -> None:
    """Everything that must hold of a service, whenever its process was killed."""
    found = [f"event {fault.number} {fault.what}" for fault in verify()]
    found += map(str, faults(spoken_of()))
    found += [*_of_the_database(), *_rows_without_events(), *_half_made()]
    assert not found, "\n".join(found)


def _of_the_database() -> list[str]:
    connection.check_constraints()
    if connection.vendor != "sqlite":
        return []
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        return [text for (text,) in cursor.fetchall() if text != "ok"]


def _rows_without_events() -> list[str]:
    """But for records that were disposed of: their events say no more than that they were."""
    found = []
    for label, verb in COME_WITH.items():
        here = {str(pk) for pk in _all(apps.get_model(label)).values_list("pk", flat=True)}
        events = _all(Event).filter(verb=verb).exclude(pk__in=Event.objects.erased().values("pk"))
        told = set(events.values_list("subject_id", flat=True))
        found += [f"{label} {pk} has no event, or its event no row" for pk in here ^ told]
    return found


def _half_made() -> list[str]:
    """A plan that was brought in has all its rows; a pack that was made is there."""
    half = [
        f"plan {plan.pk}"
        for plan in _all(PlanImport)
        if plan.rows.filter(changes__isnull=True).exists() == (plan.confirmed_at is not None)
    ]
    packs = _all(Making).filter(state=MakingState.MADE).exclude(pack__in=_all(Pack).values("pk"))
    return [*half, *[f"making {making.pk}" for making in packs]]


def look_around() -> None:
    """Alice signs in to a service that was put back, opens a review and a file, and opens a new review.

    It gets a number that no review ever had, not even one that was disposed of.
    """
    client = Client(headers={"host": "localhost"})
    review, file = Review.unscoped.get(name="Elm"), _all(StoredFile).first()
    client.force_login(_alice())
    page = client.get(review.get_absolute_url())
    assert (page.status_code, b"Elm" in page.content) == (200, True)
    sent = client.get(reverse("reviews:file", args=[file.pk]))
    assert b"".join(sent.streaming_content) == file.file.open().read()
    ever = _all(Event).filter(verb="reviews.review_opened").values_list("subject_id", flat=True)
    last = max(map(int, ever))
    open_review()
    assert Review.unscoped.order_by("pk").last().pk == last + 1


def many_events(count: str) -> None:
    from audit.tests.tampering import many_events as write

    write(int(count), Review.unscoped.first())


def measure_backup(path: str) -> None:
    import resource

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun = dt.datetime.now(dt.UTC)
    call_command("backup", path)
    took = (dt.datetime.now(dt.UTC) - begun).total_seconds()
    print(before, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, took)  # noqa: T201


def be_empty() -> None:
    assert database_is_empty()


def _alice() -> User:
    return User.objects.get(email="alice@example.org")


def _all(model: type[models.Model]) -> Any:
    return models.QuerySet(model)
