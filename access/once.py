"""What a page asks for from several sides is read once: only while a page is shown, never while something changes."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db.models import Model
from django.http import HttpRequest, HttpResponse

P = ParamSpec("P")
T = TypeVar("T")
READ = {"GET", "HEAD"}
_known: ContextVar[dict[Hashable, Any] | None] = ContextVar("known", default=None)


def once_a_page(read: Callable[P, T]) -> Callable[P, T]:
    """Remember what `read` gave for the same rows, until the page has been shown.

    For readings that several rooms need of one row, such as whether a round has a letter. Outside a
    request that only reads, nothing is remembered, so an action never sees what was before it.
    """

    @wraps(read)
    def remembered(*args: P.args, **kwargs: P.kwargs) -> T:
        known = _known.get()
        if known is None:
            return read(*args, **kwargs)
        key = (read, *map(_key, args), *((name, _key(value)) for name, value in kwargs.items()))
        if key not in known:
            known[key] = read(*args, **kwargs)
        found: T = known[key]
        return found

    return remembered


class ReadOnce:
    """Middleware: begins a page with nothing known, and forgets all of it afterwards."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = _known.set({} if request.method in READ else None)
        try:
            return self.get_response(request)
        finally:
            _known.reset(token)


def _key(value: Any) -> Hashable:
    """A row counts as itself, however often it was read; lists of keys as what they hold."""
    if isinstance(value, Model):
        return value._meta.label, value.pk
    return tuple(value) if isinstance(value, list) else value
