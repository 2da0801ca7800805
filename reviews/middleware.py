"""What is done about the files of a request once it is answered, when it is known who sent them and that they are kept."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from reviews.actions import note_refused_file
from reviews.arrived import arriving
from reviews.holding import told_once

BY_LINK = "somebody with a link"
REDIRECT = 302


class FilesArrived:
    """An event for each file in which the virus scanner found something; a word on what those that are kept hold.

    Stands behind the messages, which are written with the answer.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with arriving() as arrived:
            response = self.get_response(request)
        for signature in arrived.infected:
            _note(signature, request)
        if response.status_code == REDIRECT and request.user.is_authenticated:
            for name, holds in arrived.kept:
                messages.info(request, told_once(name, holds))
        return response


def _note(signature: str, request: HttpRequest) -> None:
    """Addresses of pages hold only numbers; that of a link is a secret, and stays out."""
    match = request.resolver_match
    row = match.kwargs.get("pk") if match else None
    note_refused_file(
        signature=signature,
        page=match.view_name if match else "",
        row=row if isinstance(row, int) else None,
        by=request.user if request.user.is_authenticated else BY_LINK,
    )
