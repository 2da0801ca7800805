"""Bringing in a letter, checking what was read from it, and confirming it."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from access.conflicts import ASKED, PLACE, Placed, Who, opened_with, unchosen
from access.drafting import sent_of
from access.generic import ActionView, ScopedDetailView
from access.verdict import Refused
from access.viewing import ShowsDocument
from drafts.keeping import draft_of, forget
from drafts.models import Draft
from feedback import (
    correction_presenters,
    drafts,
    letter_actions,
    letter_forms,
    policies,
    presenters,
)
from feedback.models import FeedbackLetter, theme_choices
from govuk.forms import MAIN
from reviews.actions import note_download
from reviews.downloads import hand_out
from reviews.models import Round


class BringLetter(ActionView):
    """Upload or paste a letter; it is read at once, and a person checks the reading."""

    model = Round
    form_class = letter_forms.LetterForm
    template_name = "feedback/bring_letter.html"
    policy = staticmethod(policies.may_bring_letter)
    heading = "Bring in a feedback letter"
    submit_label = "Read the letter"

    def perform(self, form: letter_forms.LetterForm) -> None:
        data = form.cleaned_data
        self.letter = letter_actions.keep_letter(
            self.object, reading=data["reading"], file=data["file"], by=self.request.user
        )

    def get_success_url(self) -> str:
        return reverse("feedback:check", args=[self.letter.pk])


class CheckLetter(ShowsDocument, ActionView):
    """The letter beside what was read from it. Every button keeps what was typed, then acts.

    What the buttons keep is a draft of the letter, which the whole partnership sees. What somebody
    has typed and not sent is their own, as on every page.
    """

    shown = "feedback.letter_viewed"
    model = FeedbackLetter
    template_name = "feedback/check_letter.html"
    heading = "Check what was read from the letter"
    policy = staticmethod(policies.may_check_letter)

    def narrow(self, queryset: Any) -> Any:
        return queryset.select_related("round__review", "draft_by", "file")

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        saved = self.get_form()
        self.opened, draft = opened_with(saved), draft_of(request.user, self.form_page)
        return self._go_on(draft, saved) if draft else self._page(saved)

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        check = self.get_form()
        is_valid = check.is_valid()
        check.shows(request.POST)
        if not is_valid or unchosen(check, request.POST):
            return self._again(check)
        do, key = _pressed(request.POST.get("do", "save"))
        try:
            draft = DO.get(do, _as_it_is)(check.typed(), key)
            letter_actions.save_draft(self.object, draft, version=check.version, by=request.user)
        except LookupError:
            return self._refused(check, letter_actions.DRAFT_SAVED_SINCE)
        except Refused as refusal:
            return self._refused(check, str(refusal))
        forget(request.user, self.form_page)
        may_confirm = policies.may_confirm_letter(request.user, self.object)
        if do == "confirm" and not may_confirm:
            check.header.add_error(None if draft.outcome else "outcome", may_confirm.reason)
            self.opened = opened_with(self._check())
            return self._page(self._renewed(check))
        return redirect(self._after(do, key, draft))

    def get_form(self, form_class: Any = None) -> Any:
        """The whole page, for what compares it with what somebody else has saved."""
        return self._check(self.get_form_kwargs().get("data"))

    def saved_by(self) -> dict[str, Who]:
        """The page says who saved last; which of several saved which field is not kept apart."""
        return {}

    def _check(self, data: Any = None) -> letter_forms.LetterCheck:
        letter, themes = self.object, theme_choices()
        draft, earlier = drafts.from_json(letter.draft), presenters.earlier_areas(letter.round)
        version = letter.draft_version
        return letter_forms.LetterCheck(draft, version, themes, data, earlier=earlier)

    def _go_on(self, draft: Draft, saved: letter_forms.LetterCheck) -> HttpResponse:
        """The page with the person's own draft in it, and beside it what somebody else saved since."""
        sent = sent_of(draft)
        typed = self._check(sent)
        if opened_with(typed) == self.opened:
            return self._page(saved)
        self.draft = draft
        self.is_behind = sent.get("version") != str(self.object.draft_version)
        self._compare(typed, self.opened_anew(), sent)
        return self._page(self._renewed(typed))

    def _again(self, check: letter_forms.LetterCheck) -> HttpResponse:
        """What was sent, with what is still to be put right and to be chosen."""
        if ASKED in (sent := self.request.POST):
            if missing := unchosen(check, sent):
                check.header.add_error(None, list(missing.values()))
            self._compare(check, self.opened_anew(), sent)
        return self._page(check)

    def _refused(self, check: letter_forms.LetterCheck, reason: str) -> HttpResponse:
        now = self.opened_anew()
        self.object, self.opened = now.object, opened_with(now.get_form())
        self._compare(check, now, self.request.POST)
        check.header.add_error(None, Placed(reason, PLACE if self.contested else MAIN))
        return self._page(self._renewed(check), saved_since=True)

    def _renewed(self, check: letter_forms.LetterCheck) -> letter_forms.LetterCheck:
        """The check with the version as it is now: the next save is meant against that."""
        sent: Any = check.header.data
        check.header.data = sent = sent.copy()
        sent["version"] = self.object.draft_version
        return check

    def _page(self, check: letter_forms.LetterCheck, **more: Any) -> HttpResponse:
        context = self.get_context_data(form=check.header, check=check, letter=self.object, **more)
        return self.render_to_response(context)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        draft = drafts.from_json(self.object.draft)
        return super().get_context_data(caption=self.object.round.review.name, **kwargs) | {
            "review": self.object.round.review,
            "lines": presenters.letter_lines(self.object, draft),
            "draft": draft,
            "own_draft": self.draft,
            "to_check": presenters.to_check(self.object, draft),
            "area_buttons": AREA_BUTTONS,
        }

    def _after(self, do: str, key: int, draft: drafts.LetterDraft) -> str:
        pk = self.object.pk
        if do == "split":
            return reverse("feedback:split", args=[pk, key])
        if do == "confirm":
            return reverse("feedback:confirm", args=[pk])
        if do == "save":
            messages.success(self.request, "Your draft is saved. You can leave and come back.")
        return reverse("feedback:check", args=[pk]) + _place(do, key, draft)


class SplitArea(ActionView):
    """Two asks in one area: choose the sentence with which the second begins."""

    model = FeedbackLetter
    form_class = letter_forms.SplitForm
    policy = staticmethod(policies.may_check_letter)
    heading = "Split this area in two"
    submit_label = "Split here"

    @property
    def area(self) -> drafts.Area:
        try:
            return drafts.from_json(self.object.draft).area(self.kwargs["key"])
        except LookupError:
            raise Http404 from None

    def get_form_kwargs(self) -> dict[str, Any]:
        area = self.area
        places = presenters.split_places(area.text)
        only = places[0][0] if len(places) == 1 else None
        initial = {"version": self.object.draft_version, "at": area.split_at or only}
        return super().get_form_kwargs() | {"places": places, "initial": initial}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not presenters.split_places(self.area.text):
            return self.refuse(
                "This area is one sentence. To split it, add a new area and move the words there."
            )
        return super().get(request, *args, **kwargs)

    def perform(self, form: letter_forms.SplitForm) -> None:
        data = form.cleaned_data
        draft = drafts.split(drafts.from_json(self.object.draft), self.kwargs["key"], data["at"])
        letter_actions.save_draft(self.object, draft, version=data["version"], by=self.request.user)

    def get_success_url(self) -> str:
        check = reverse("feedback:check", args=[self.object.pk])
        return f"{check}#area-{self.kwargs['key']}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        check = reverse("feedback:check", args=[self.object.pk])
        words = {"intro": self.area.text, "back_url": check, "cancel_url": check}
        caption = self.object.round.review.name
        return super().get_context_data(caption=caption, **words | kwargs)


class ConfirmLetter(ActionView):
    """The last look before the drafts become areas for development."""

    model = FeedbackLetter
    form_class = letter_forms.ConfirmForm
    template_name = "feedback/confirm_letter.html"
    policy = staticmethod(policies.may_confirm_letter)
    heading = "Confirm what the letter says"

    def get_form_kwargs(self) -> dict[str, Any]:
        dated = drafts.from_json(self.object.draft).letter_date
        return super().get_form_kwargs() | {
            "letter_date": dt.date.fromisoformat(dated) if dated else None,
            "submitted_on": self.object.round.submitted_on,
        }

    def get_initial(self) -> dict[str, Any]:
        return {"version": self.object.draft_version}

    def perform(self, form: letter_forms.ConfirmForm) -> None:
        version = form.cleaned_data["version"]
        letter_actions.confirm_letter(self.object, version=version, by=self.request.user)
        messages.success(self.request, "The letter is recorded.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        draft = drafts.from_json(self.object.draft)
        check = reverse("feedback:check", args=[self.object.pk])
        return super().get_context_data(**kwargs) | {
            "draft": draft,
            "letter": self.object,
            "rows": presenters.draft_summary(draft),
            "back_url": check,
        }


class SetLetterAside(ActionView):
    model = FeedbackLetter
    policy = staticmethod(policies.may_check_letter)
    heading = "Set this letter aside?"
    intro = (
        "Do this if it is the wrong letter. It counts for nothing from then on, "
        "and you can bring in another. The file stays in the record."
    )
    submit_label = "Set it aside"

    def perform(self, form: Any) -> None:
        letter_actions.set_letter_aside(self.object, by=self.request.user)

    def get_success_url(self) -> str:
        return self.object.round.review.get_absolute_url()


class LetterPage(ShowsDocument, ScopedDetailView):
    """A confirmed letter with what was read from it; one that is being checked leads to the check."""

    shown = "feedback.letter_viewed"
    model = FeedbackLetter
    template_name = "feedback/letter.html"

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        letter = self.get_object()
        if not letter.confirmed_at and policies.may_check_letter(request.user, letter):
            return redirect("feedback:check", letter.pk)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        letter = self.object
        draft = drafts.from_json(letter.draft)
        return super().get_context_data(**kwargs) | {
            "letter": letter,
            "review": letter.round.review,
            "lines": presenters.letter_lines(letter, draft),
            "rows": presenters.letter_summary(letter),
            "items": letter.items.filter(left_out_at__isnull=True),
            **correction_presenters.corrections_context(letter, self.request.user),
        }


class DownloadLetter(ScopedDetailView):
    """The letter's file as it came, for everyone who may see the letter."""

    model = FeedbackLetter

    def render_to_response(self, context: Any, **kwargs: Any) -> HttpResponse:
        if self.object.file is None:
            raise Http404
        return hand_out(self.object.file, self.request, note_download)


def _pressed(value: str) -> tuple[str, int]:
    """What a button of the check does, and to which area: "join:3" is ("join", 3); 0 is none."""
    do, _, key = value.partition(":")
    return do, int(key) if re.fullmatch(r"\d{1,9}", key, re.ASCII) else 0


def _place(do: str, key: int, draft: drafts.LetterDraft) -> str:
    """Where on the page to go on: at the area that was changed, or at the one that took its place."""
    if do == "add":
        key = max(area.key for area in draft.areas)
    if do == "out":
        before = [area.key for area in draft.areas].index(key)
        key = next((area.key for area in draft.areas[before:] if not area.left_out), 0)
        return f"#area-{key}" if key else "#left-out"
    return f"#area-{key}" if key else ""


def _as_it_is(draft: drafts.LetterDraft, key: int) -> drafts.LetterDraft:
    return draft


DO = {
    "up": lambda draft, key: drafts.move(draft, key, -1),
    "down": lambda draft, key: drafts.move(draft, key, +1),
    "join": drafts.join,
    "out": drafts.leave_out,
    "back": drafts.put_back,
    "add": lambda draft, key: drafts.add(draft, key or None),
}


# What each button does, its words, and the neighbour without which it is not shown.
AREA_BUTTONS = (
    ("split", "Split", ""),
    ("join", "Join with next", "next"),
    ("up", "Move up", "previous"),
    ("down", "Move down", "next"),
    ("add", "Add one below", ""),
    ("out", "Not an area: leave out", ""),
)
