"""Every table is in a backup, or is left out for a reason that can be read."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.contrib.auth.models import PermissionsMixin

from accounts.models import User
from backups.kept import file_fields
from backups.places import database_is_empty
from backups.tables import FILLED_BY_MIGRATIONS, LEFT_OUT, count_on, next_keys, tables
from feedback.models import Theme
from reviews.models import Review
from reviews.tests.factories import review_of

EVERY = {
    model._meta.label: model
    for model in apps.get_models(include_auto_created=True)
    if not model._meta.proxy
}


def test_every_table_is_in_or_left_out():
    inside = {model._meta.label for model in tables()}

    assert inside | set(LEFT_OUT) == set(EVERY)
    assert inside & set(LEFT_OUT) == set()


def test_nothing_of_ours_is_left_out_but_what_lasts_for_a_moment():
    ours = {label for label in LEFT_OUT if EVERY[label].__module__.split(".")[0] in {"audit"}}
    others = ("contenttypes", "auth", "sessions", "usersessions", "account", "socialaccount")
    packages = {label for label in LEFT_OUT if label.split(".")[0] in others}

    assert ours == {"audit.Permit"}
    assert set(LEFT_OUT) - ours - packages == {"django_tasks_database.DBTaskResult"}


def test_no_row_points_to_a_row_that_is_left_out():
    pointing = {
        f"{label}.{field.name}"
        for label, model in EVERY.items()
        for field in model._meta.local_concrete_fields
        if field.related_model and field.related_model._meta.label in LEFT_OUT
    }

    assert {name for name in pointing if name.rpartition(".")[0] not in LEFT_OUT} == set()


def test_nobody_has_a_group():
    assert not issubclass(User, PermissionsMixin)


def test_every_file_stands_beside_its_digest():
    for label, field in file_fields().items():
        names = {field.name for field in EVERY[label]._meta.get_fields()}
        assert {field, "sha256"} <= names


def test_database_that_was_only_migrated_is_empty(db):
    assert database_is_empty()
    assert Theme.objects.exists()
    assert FILLED_BY_MIGRATIONS == ("feedback.Theme",)


def test_database_with_a_row_is_not_empty(cast):
    assert not database_is_empty()


@pytest.mark.parametrize("ahead", [0, 5])
def test_next_row_is_counted_on_from_where_the_backup_was(cast, ahead):
    """Numbers of rows that were removed do not come again."""
    following = next_keys()["reviews.Review"]
    assert following == cast.review.pk + 1

    count_on(Review, following + ahead)

    assert next_keys()["reviews.Review"] == following + ahead
    assert review_of(cast.northbrook, name="Oak", by=cast.alice).pk == following + ahead


def test_next_row_never_gets_a_number_that_is_taken(cast):
    count_on(Review, 1)

    assert review_of(cast.northbrook, name="Oak", by=cast.alice).pk == cast.review.pk + 1
