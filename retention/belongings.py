"""Everything that belongs to a review: derived from the models, so that a new one is in it by default."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.db import models
from django.urls import Resolver404, resolve

from access.scoping import ScopedModel, way_up
from access.verdict import Refused
from govuk.words import count
from reviews.models import Review

Belongings = dict[type[models.Model], set[Any]]
AT_ONCE = 500  # keys in one query: either database takes that many
ANOTHER = (
    "A row of another review rests on this one ({}), so nothing was removed. "
    "Tell the people who run the service."
)
# The kinds that people know by name, in the order in which a page lists them; the rest is counted together.
WORDS = {
    "reviews.Round": "round,rounds",
    "documents.Document": "document,documents",
    "reviews.StoredFile": "file,files",
    "feedback.FeedbackLetter": "feedback letter,feedback letters",
    "feedback.FeedbackItem": "area for development,areas for development",
    "feedback.Revision": "revision,revisions",
    "actionplans.Recommendation": "recommendation,recommendations",
    "actionplans.Action": "action,actions",
    "actionplans.ActionUpdate": "update of an action,updates of actions",
    "agencies.AgencyUpdate": "update from an agency,updates from agencies",
    "packs.Pack": "pack,packs",
}
OTHER = "other entry,other entries"


def belongings_of(review: Review) -> Belongings:
    """The keys of every row that leads to this review by foreign keys, however far, with the review itself.

    Refused when one of them leads to another review too: then it is not this one's alone.
    """
    found: Belongings = {Review: {review.pk}}
    fresh: Belongings = {Review: {review.pk}}
    while fresh:
        fresh = _referring(fresh, found)
        for model, keys in fresh.items():
            found.setdefault(model, set()).update(keys)
    _is_nobody_elses(found, review)
    return found


def file_names(found: Belongings) -> list[str]:
    """The name in the storage of every file that these rows hold."""
    return [
        name
        for model, keys in found.items()
        for field in model._meta.local_fields
        if isinstance(field, models.FileField)
        for name in _values(model, keys, field.name)
        if name
    ]


def digests(found: Belongings) -> list[tuple[str, int]]:
    """The SHA-256 and the size of every file that these rows hold."""
    return [
        told
        for model, keys in found.items()
        if any(isinstance(field, models.FileField) for field in model._meta.local_fields)
        for told in _values(model, keys, "sha256", "size")
    ]


def counted(found: Belongings) -> list[list[Any]]:
    """[what, how many] for each kind that people know, and for all other rows together; as JSON keeps it."""
    numbers = {model._meta.label: len(keys) for model, keys in found.items()}
    known = [[words, numbers.pop(label)] for label, words in WORDS.items() if numbers.get(label)]
    return [*known, [OTHER, sum(numbers.values())]]


def in_words(counts: Iterable[Iterable[Any]]) -> list[str]:
    return [count(number, words) for words, number in counts]


def pages_of(found: Belongings, pages: Iterable[str]) -> list[str]:
    """Those of the paths that are pages of one of these rows."""
    rows = {(model, str(key)) for model, keys in found.items() for key in keys}
    return [page for page in pages if _row_of(page) in rows]


def parcels(keys: Iterable[Any]) -> Iterator[list[Any]]:
    """The keys in order, as many at a time as one query may name."""
    every = sorted(keys)
    for start in range(0, len(every), AT_ONCE):
        yield every[start : start + AT_ONCE]


def _referring(to: Belongings, known: Belongings) -> Belongings:
    fresh: Belongings = {}
    for model, field in _references():
        keys = to.get(field.related_model._meta.concrete_model)
        if keys:
            new = _keys(model, field.name, keys) - known.get(model, set())
            if new:
                fresh.setdefault(model, set()).update(new)
    return fresh


def _references() -> Iterator[tuple[type[models.Model], Any]]:
    """Every foreign key of every table, with those that join two others."""
    for model in apps.get_models(include_auto_created=True):
        if not model._meta.proxy:
            for field in model._meta.local_fields:
                if field.is_relation and field.related_model:
                    yield model, field


def _keys(model: type[models.Model], name: str, to: Iterable[Any]) -> set[Any]:
    rows = model._base_manager.order_by()
    return {
        key
        for some in parcels(to)
        for key in rows.filter(**{f"{name}__in": some}).values_list("pk", flat=True)
    }


def _values(model: type[models.Model], keys: Iterable[Any], *names: str) -> Iterator[Any]:
    """One value of each row, or several of each."""
    for some in parcels(keys):
        rows = model._base_manager.filter(pk__in=some)
        yield from rows.values_list(*names, flat=len(names) == 1)


def _is_nobody_elses(found: Belongings, review: Review) -> None:
    for model, keys in found.items():
        if not issubclass(model, ScopedModel) or model is Review:
            continue
        path, root = way_up(model)
        if root is Review and set(_values(model, keys, path)) - {review.pk}:
            raise Refused(ANOTHER.format(model._meta.label))


def _row_of(page: str) -> tuple[Any, str] | None:
    """The row that a page of ours is about, as its view names it."""
    try:
        match = resolve(page.partition("?")[0])
    except Resolver404:
        return None
    model = getattr(getattr(match.func, "view_class", None), "model", None)
    return (model._meta.concrete_model, str(match.kwargs.get("pk"))) if model else None
