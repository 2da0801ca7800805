"""The areas for development of a round, and the answering of each."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils.functional import cached_property

from access.conflicts import Who
from access.generic import ActionView, ScopedDetailView
from accounts.models import colleagues
from feedback import actions, forms, policies, presenters
from feedback.models import Assignment, FeedbackItem, FeedbackLetter, Revision
from reviews.actions import note_download
from reviews.downloads import hand_out
from reviews.models import Round


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
        page = presenters.item_page(self.object, self.request.user)
        return super().get_context_data(**kwargs) | page


class DownloadEvidence(ScopedDetailView):
    """A file of evidence, for everyone who may see the answer that it belongs to."""

    model = Revision

    def render_to_response(self, context: Any, **kwargs: Any) -> HttpResponse:
        file = self.object.evidence.filter(pk=self.kwargs["file"]).first()
        if file is None:
            raise Http404
        return hand_out(file, self.request, note_download)


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

    def saved_by(self) -> dict[str, Who]:
        latest = self.latest
        return dict.fromkeys(forms.ANSWER, Who(latest.by.name, latest.at)) if latest else {}

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

    @cached_property
    def last(self) -> Assignment | None:
        return self.object.assignments.select_related("by").last()

    def get_initial(self) -> dict[str, Any]:
        last = self.last
        to = str(last.to_id) if last and last.to_id else ""
        return {"to": to, "seen": last.pk if last else 0}

    def perform(self, form: forms.AssignForm) -> None:
        seen = form.cleaned_data["seen"]
        actions.assign_item(self.object, to=form.person, seen=seen, by=self.request.user)

    def saved_by(self) -> dict[str, Who]:
        return {"to": Who(self.last.by.name, self.last.at)} if self.last else {}

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
        return {"themes": self.object.themes.all(), "seen": self.object.themes_seen}

    def perform(self, form: forms.ThemesForm) -> None:
        actions.set_themes(self.object, by=self.request.user, **form.cleaned_data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(caption=f"Area {self.object.number}", **kwargs)
