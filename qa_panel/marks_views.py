"""The answers to a letter as the QA Panel sees them: considered, marked, issued, and read by both sides."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property

from access.changes import changed_by
from access.conflicts import Who
from access.generic import ActionView, ScopedDetailView
from govuk.words import count
from qa_panel import marks_actions, marks_forms, marks_policies
from qa_panel import marks_presenters as presenters
from qa_panel.marking import AreaToMark, areas_to_mark, edition
from reviews.models import Round
from reviews.policies import side_of
from reviews.workflow import Side

UNMARKED = "unmarked"


class RoundToConsider(ActionView):
    """Something done in a round in which the answers of the round before are considered."""

    model = Round
    policy = staticmethod(marks_policies.may_consider)

    def narrow(self, queryset: Any) -> Any:
        return queryset.select_related("review__organisation", "review__chair")

    @property
    def side(self) -> Side:
        return side_of(self.request.user, self.object.review)

    @cached_property
    def areas(self) -> list[AreaToMark]:
        return areas_to_mark(self.object, self.side)

    @property
    def overview_url(self) -> str:
        return reverse("qa_panel:consider", args=[self.object.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = {
            "round": self.object,
            "review": self.object.review,
            "caption": str(self.object),
            "on_behalf": self.side is not Side.HOME_OFFICE,
            "back_url": self.overview_url,
            "cancel_url": self.overview_url,
        }
        return super().get_context_data(**words | kwargs)


class Consider(RoundToConsider):
    """Every area in the order of the letter, with how it is answered and how it is marked so far."""

    http_method_names = ["get", "head", "options"]
    template_name = "qa_panel/consider.html"
    heading = "Consider the revisions"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        unmarked = self.request.GET.get("show") == UNMARKED
        page = presenters.overview(self.object, self.areas, self.request.user, unmarked=unmarked)
        return super().get_context_data(back_url=self.object.get_absolute_url(), **page | kwargs)


class MarkArea(RoundToConsider):
    """One area: what the letter said, what the CSP did, and whether that is enough."""

    form_class = marks_forms.MarkForm
    template_name = "qa_panel/mark.html"

    @property
    def area(self) -> AreaToMark:
        number = self.kwargs["number"]
        found = next((area for area in self.areas if area.item.number == number), None)
        if found is None:
            raise Http404
        return found

    def get_initial(self) -> dict[str, Any]:
        return {"verdict": self.area.verdict, "note": self.area.note} | self.area.seen

    def perform(self, form: marks_forms.MarkForm) -> None:
        item = self.area.item
        marks_actions.save_mark(self.object, item, by=self.request.user, **form.cleaned_data)
        messages.success(
            self.request,
            f"Area {item.number} is saved as a draft. Nobody sees it until you issue it.",
        )

    def saved_by(self) -> dict[str, Who]:
        return changed_by(self.area.draft) if self.area.draft else {}

    def get_success_url(self) -> str:
        at = self.areas.index(self.area)
        following = self.areas[at + 1 :]
        if self.request.POST.get("do") == "next" and following:
            return presenters.mark_url(self.object, following[0])
        return self.overview_url

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = presenters.mark_page(self.object, self.areas, self.area, self.request.user)
        context = super().get_context_data(heading=f"Area {self.area.item.number}", **page | kwargs)
        if context["form"].non_field_errors():
            context["saved"] = presenters.saved_rows(self.area)
        return context


class IssueMarks(RoundToConsider):
    """The check before both sides read the marks: all of them, in the order of the letter."""

    form_class = marks_forms.IssueForm
    template_name = "qa_panel/issue.html"
    heading = "Check the marks before you issue them"

    def get_initial(self) -> dict[str, Any]:
        return {"seen": edition(self.areas)}

    def get_form_kwargs(self) -> dict[str, Any]:
        corrects = any(area.is_new and area.view for area in self.areas)
        return super().get_form_kwargs() | {"corrects": corrects}

    def perform(self, form: marks_forms.IssueForm) -> None:
        issued = marks_actions.issue_marks(self.object, by=self.request.user, **form.cleaned_data)
        words = count(len(issued), "mark is,marks are")
        messages.success(self.request, f"{words} issued. Both sides can read them now.")

    def get_success_url(self) -> str:
        return reverse("qa_panel:views", args=[self.object.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = presenters.issue_page(self.object, self.areas)
        words = count(page["to_issue"], "mark,marks")
        return super().get_context_data(submit_label=f"Issue {words}", **page | kwargs)


class PanelViews(ScopedDetailView):
    """The QA Panel's view of each area, for both sides."""

    model = Round
    template_name = "qa_panel/views.html"

    def narrow(self, queryset: Any) -> Any:
        return queryset.select_related("review__organisation", "review__chair")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = presenters.views_page(self.object, self.request.user)
        context = {"round": self.object, "review": self.object.review}
        return super().get_context_data(**kwargs) | context | page
