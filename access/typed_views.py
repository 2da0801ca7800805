"""A form that loses nothing: drafts of it are kept, and two people who save at once read both texts."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from typing import Any, Self

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.views.generic import FormView

from access.conflicts import (
    ASKED,
    CHOICE,
    OPENED,
    PLACE,
    Contested,
    Placed,
    Who,
    asked_in,
    contested,
    guards_of,
    opened_with,
    unchosen,
    with_saved,
)
from access.drafting import (
    FILES_AGAIN,
    NOT_KEPT,
    filled,
    has_long_texts,
    is_typed_into,
    sent_of,
)
from access.verdict import Refused
from drafts.keeping import draft_of, forget, keep
from drafts.models import Draft
from govuk.forms import MAIN
from govuk.words import day_time

CHOOSE_AGAIN = "Choose the files again: they were not kept"


class TypedView(FormView):
    """GET asks, with the draft if there is one; POST does it, or says why not.

    Whatever was typed survives a refusal. A form that holds something unseen of its row (the version
    that was shown) is compared with what is saved now, field by field, once somebody else has saved
    first; the person chooses, and the next save is meant against what they have been shown. What is
    typed is kept as a draft for that person alone.
    """

    guards_a_row = True  # False where what the form holds unseen is the person's own choice of rows
    opened = ""  # what each field held when the page was opened
    draft: Draft | None = None
    is_behind = False  # whether somebody has saved since the draft was begun
    contested: Sequence[Contested] = ()

    def __init__(self, **made_with: Any) -> None:
        super().__init__(**made_with)
        self.made_with = made_with

    @property
    def form_page(self) -> str:
        """Where the form is sent, which is where its draft belongs."""
        return self.request.path

    def perform(self, form: Any) -> Any:
        raise TypeError(f"{type(self).__name__} does nothing")

    def saved_by(self) -> dict[str, Who]:
        """For each field who made it what is saved now, where that is known."""
        return {}

    def renewed(self) -> dict[str, Any]:
        """What the form is to hold unseen after a refusal, where the page would open with something else."""
        return {}

    def opened_anew(self) -> Self:
        """This page as it would open now, with nothing remembered of its row as it was."""
        request = copy(self.request)
        request.method = "GET"
        view = type(self)(**self.made_with)
        view.setup(request, *self.args, **self.kwargs)
        return view

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.get_form()
        self.opened = opened_with(form) if guards_of(form) else ""
        draft = draft_of(request.user, self.form_page) if is_typed_into(form) else None
        if draft and filled(form, draft):
            self._go_on_with(draft, form)
        return self.render_to_response(self.get_context_data(form=form))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.POST.get("draft") == "keep":
            return self._keep_draft()
        return super().post(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        if ASKED in kwargs.get("data", ()):
            kwargs["data"] = with_saved(kwargs["data"], self.opened_anew().get_form())
        return kwargs

    def form_valid(self, form: Any) -> HttpResponse:
        if ASKED in self.request.POST:
            form.data = self.request.POST
        if unchosen(form, self.request.POST):
            return self.form_invalid(form)
        try:
            self.perform(form)
        except Refused as refusal:
            return self._tell(form, str(refusal))
        forget(self.request.user, self.form_page)
        return redirect(self.get_success_url())

    def form_invalid(self, form: Any) -> HttpResponse:
        """What was typed is still there; files are not, because a browser does not send them back."""
        for name in form.files:
            if name in form.fields and name not in form.errors:
                form.add_error(name, CHOOSE_AGAIN)
        if ASKED in self.request.POST and not self.contested:
            form.data = self.request.POST
            if missing := unchosen(form, form.data):
                form.add_error(None, list(missing.values()))
            self._compare(form, self.opened_anew(), form.data)
        return super().form_invalid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        form = context["form"]
        return context | {
            "opened": self.opened or self.request.POST.get(OPENED, ""),
            "draft": self.draft,
            "is_behind": self.is_behind,
            "contested": self.contested,
            "may_keep_draft": has_long_texts(form),
        }

    def _keep_draft(self) -> HttpResponse:
        request = self.request
        draft = keep(request.user, self.form_page, request.POST)
        if draft is None:
            form = self.get_form()
            form.add_error(None, NOT_KEPT)
            return self.form_invalid(form)
        kept = f"Draft kept on {day_time(draft.at)}. It is not saved yet."
        messages.success(request, kept + (FILES_AGAIN if request.FILES else ""))
        return redirect(request.get_full_path())

    def _go_on_with(self, draft: Draft, form: Any) -> None:
        """The draft is in the form; what somebody else has saved since it was begun stands beside it."""
        before = draft.hidden
        now = {name: [value] for name, value in _as_sent(guards_of(form)).items()}
        self.draft = draft
        self.is_behind = self.guards_a_row and any(
            before.get(name, value) != value for name, value in now.items()
        )
        if self.is_behind or ASKED in before:
            self._compare(form, self.opened_anew(), sent_of(draft))

    def _tell(self, form: Any, reason: str) -> HttpResponse:
        """Why not, on the page as it is now; beside what was typed what somebody else saved first."""
        now = self.opened_anew()
        saved, sent = now.get_form(), self.request.POST.copy()
        now.request = self.request
        unseen = guards_of(saved) | now.renewed()
        now.opened = opened_with(saved) if unseen else ""
        form.data = sent
        if any(sent.get(name, "") != value for name, value in _as_sent(unseen).items()):
            now._compare(form, self.opened_anew(), sent)
        form.add_error(None, Placed(reason, PLACE if now.contested else MAIN))
        for name, value in unseen.items():
            sent[name] = value
        return now.form_invalid(form)

    def _compare(self, form: Any, now: Self, sent: QueryDict) -> None:
        """What is in the form beside what is saved now; `sent` has how it was opened and what was chosen."""
        missing = unchosen(form, sent)
        self.contested = contested(
            form,
            now.get_form(),
            opened=sent.get(OPENED, ""),
            again=asked_in(sent.getlist(ASKED)),
            choices={
                name: value for name, value in sent.items() if name[len(CHOICE) :] not in missing
            },
            who=now.saved_by(),
            errors=missing if self.request.method == "POST" else {},
        )


def _as_sent(unseen: dict[str, Any]) -> dict[str, str]:
    return {name: "" if value is None else str(value) for name, value in unseen.items()}
