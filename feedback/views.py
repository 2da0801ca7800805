"""Bringing in a letter, checking what was read from it, and answering its areas for development."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property

from access.generic import ActionView, ScopedDetailView
from access.verdict import Refused
from accounts.models import colleagues
from feedback import actions, drafts, forms, policies, presenters
from feedback.models import FeedbackItem, FeedbackLetter, Revision, theme_choices
from reviews.actions import note_download
from reviews.downloads import hand_out
from reviews.models import Round


class BringLetter(ActionView):
    """Upload or paste a letter; it is read at once, and a person checks the reading."""

    model = Round
    form_class = forms.LetterForm
    template_name = "feedback/bring_letter.html"
    policy = staticmethod(policies.may_bring_letter)
    heading = "Bring in a feedback letter"
    submit_label = "Read the letter"

    def perform(self, form: forms.LetterForm) -> None:
        data = form.cleaned_data
        reading = drafts.reading_of(data["letter"])
        self.letter = actions.keep_letter(
            self.object, reading=reading, file=data["file"], by=self.request.user
        )

    def get_success_url(self) -> str:
        return reverse("feedback:check", args=[self.letter.pk])


class CheckLetter(ActionView):
    """The letter beside what was read from it. Every button keeps what was typed, then acts."""

    model = FeedbackLetter
    template_name = "feedback/check_letter.html"
    policy = staticmethod(policies.may_check_letter)

    def narrow(self, queryset: Any) -> Any:
        return queryset.select_related("round__review", "draft_by", "file")

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._page(self._check())

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        check = self._check(request.POST)
        if not check.is_valid():
            return self._page(check)
        do, key = _pressed(request.POST.get("do", "save"))
        try:
            draft = DO.get(do, _as_it_is)(check.typed(), key)
            actions.save_draft(self.object, draft, version=check.version, by=request.user)
        except LookupError:
            return self._refused(check, actions.DRAFT_SAVED_SINCE)
        except Refused as refusal:
            return self._refused(check, str(refusal))
        may_confirm = policies.may_confirm_letter(request.user, self.object)
        if do == "confirm" and not may_confirm:
            check.header.add_error(None if draft.outcome else "outcome", may_confirm.reason)
            return self._page(self._renewed(check))
        return redirect(self._after(do, key, draft))

    def _check(self, data: Any = None) -> forms.LetterCheck:
        themes = theme_choices()
        draft = drafts.from_json(self.object.draft)
        return forms.LetterCheck(draft, self.object.draft_version, themes, data)

    def _refused(self, check: forms.LetterCheck, reason: str) -> HttpResponse:
        check.header.add_error(None, reason)
        return self._page(self._renewed(check), saved_since=True)

    def _renewed(self, check: forms.LetterCheck) -> forms.LetterCheck:
        """The check with the version as it is now: the next save is meant against that."""
        sent: Any = check.header.data
        check.header.data = sent = sent.copy()
        sent["version"] = self.object.draft_version
        return check

    def _page(self, check: forms.LetterCheck, **more: Any) -> HttpResponse:
        context = self.get_context_data(form=check.header, check=check, letter=self.object, **more)
        return self.render_to_response(context)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        draft = drafts.from_json(self.object.draft)
        return super().get_context_data(**kwargs) | {
            "review": self.object.round.review,
            "lines": presenters.letter_lines(self.object, draft),
            "draft": draft,
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
    form_class = forms.SplitForm
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

    def perform(self, form: forms.SplitForm) -> None:
        data = form.cleaned_data
        draft = drafts.split(drafts.from_json(self.object.draft), self.kwargs["key"], data["at"])
        actions.save_draft(self.object, draft, version=data["version"], by=self.request.user)

    def renewed(self) -> dict[str, Any]:
        return {"version": self.object.draft_version}

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
    form_class = forms.VersionForm
    template_name = "feedback/confirm_letter.html"
    policy = staticmethod(policies.may_confirm_letter)
    heading = "Confirm what the letter says"

    def get_initial(self) -> dict[str, Any]:
        return {"version": self.object.draft_version}

    def perform(self, form: forms.VersionForm) -> None:
        version = form.cleaned_data["version"]
        actions.confirm_letter(self.object, version=version, by=self.request.user)
        messages.success(self.request, "The letter is recorded.")

    def renewed(self) -> dict[str, Any]:
        return {"version": self.object.draft_version}

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
        actions.set_letter_aside(self.object, by=self.request.user)

    def get_success_url(self) -> str:
        return self.object.round.review.get_absolute_url()


class LetterPage(ScopedDetailView):
    """A confirmed letter with what was read from it; one that is being checked leads to the check."""

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
            "items": letter.items.all(),
            "duties": letter.round.duties.all(),
        }


class DownloadLetter(ScopedDetailView):
    """The letter's file as it came, for everyone who may see the letter."""

    model = FeedbackLetter

    def render_to_response(self, context: Any, **kwargs: Any) -> HttpResponse:
        if self.object.file is None:
            raise Http404
        return hand_out(self.object.file, self.request, note_download)


class Areas(ScopedDetailView):
    """The areas for development of a round, in the letter's order, with how each is answered."""

    model = Round
    template_name = "feedback/areas.html"

    def narrow(self, queryset: Any) -> Any:
        return queryset.select_related("review__organisation", "review__chair")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        qa_round, user = self.object, self.request.user
        items = FeedbackItem.visible_to(user).in_round(qa_round)
        holds = qa_round.review.is_held_by(user)
        chosen = forms.AreaFilter(self.request.GET if holds else {}, user=user)
        shown = chosen.narrow(items).with_state().prefetch_related("themes")
        return super().get_context_data(**kwargs) | {
            "round": qa_round,
            "review": qa_round.review,
            "letter": FeedbackLetter.visible_to(user).confirmed().filter(round=qa_round).first(),
            "filter": chosen,
            "rows": presenters.item_rows(shown),
            "total": items.count(),
            "answered": items.answered().count(),
            "next": items.outstanding().order_by("number").first(),
            "may_answer": policies.may_answer(user, qa_round),
            "holds": holds,
        }


class ItemPage(ScopedDetailView):
    """One area for development: what they said, what we did, and what was said about it here."""

    model = FeedbackItem
    template_name = "feedback/item.html"

    def narrow(self, queryset: Any) -> Any:
        return queryset.with_state().select_related(
            "letter__round__review__organisation", "letter__round__review__chair"
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        item, user = self.object, self.request.user
        revisions = Revision.visible_to(user).filter(item=item).select_related("by")
        return super().get_context_data(**kwargs) | presenters.item_page(
            item, list(revisions.prefetch_related("evidence")), user
        )


class RecordRevision(ActionView):
    model = FeedbackItem
    form_class = forms.RevisionForm
    template_name = "feedback/record_revision.html"
    policy = staticmethod(policies.may_record_revision)
    heading = "Record a revision"
    submit_label = "Save revision"

    def narrow(self, queryset: Any) -> Any:
        return queryset.select_related("letter__round__review")

    @cached_property
    def latest(self) -> Revision | None:
        return self.object.revisions.select_related("by").first()

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"latest": self.latest}

    def get_initial(self) -> dict[str, Any]:
        """The latest answer to begin with: most new ones change a part of it."""
        latest = self.latest
        if latest is None:
            return {}
        return {name: getattr(latest, name) for name in forms.ANSWER} | {"supersedes": latest.pk}

    def perform(self, form: forms.RevisionForm) -> None:
        actions.record_revision(self.object, by=self.request.user, **form.cleaned_data)
        messages.success(self.request, f"Your revision of area {self.object.number} is recorded.")

    def renewed(self) -> dict[str, Any]:
        del self.latest
        return {"supersedes": self.latest.pk if self.latest else ""}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            caption=f"Area {self.object.number}", item=self.object, latest=self.latest, **kwargs
        )


class AssignItem(ActionView):
    model = FeedbackItem
    form_class = forms.AssignForm
    policy = staticmethod(policies.may_assign)
    heading = "Assign this area"
    submit_label = "Assign"

    def get_form_kwargs(self) -> dict[str, Any]:
        review = self.object.letter.round.review
        people = list(colleagues(review.organisation_id))
        chair = [review.chair] if review.chair and review.chair not in people else []
        return super().get_form_kwargs() | {"people": [*people, *chair]}

    def get_initial(self) -> dict[str, Any]:
        last = self.object.assignments.last()
        return {"to": str(last.to_id) if last and last.to_id else ""}

    def perform(self, form: forms.AssignForm) -> None:
        actions.assign_item(self.object, to=form.person, by=self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(caption=f"Area {self.object.number}", **kwargs)


class CommentOnItem(ActionView):
    model = FeedbackItem
    form_class = forms.CommentForm
    policy = staticmethod(policies.may_comment)
    heading = "Discuss this area"
    submit_label = "Add"

    def perform(self, form: forms.CommentForm) -> None:
        text = form.cleaned_data["text"]
        actions.comment_on_item(self.object, text=text, by=self.request.user)

    def get_success_url(self) -> str:
        return self.object.get_absolute_url() + "#discussion"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(caption=f"Area {self.object.number}", **kwargs)


class SetThemes(ActionView):
    model = FeedbackItem
    form_class = forms.ThemesForm
    policy = staticmethod(policies.may_retheme)
    heading = "Themes of this area"

    def get_initial(self) -> dict[str, Any]:
        return {"themes": self.object.themes.all()}

    def perform(self, form: forms.ThemesForm) -> None:
        actions.set_themes(self.object, form.cleaned_data["themes"], by=self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(caption=f"Area {self.object.number}", **kwargs)


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
