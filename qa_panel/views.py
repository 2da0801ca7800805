"""The secretariat's pages: the queue, taking a submission, and the QA Panel's month."""

from __future__ import annotations

import calendar
import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from access.conflicts import Who
from access.generic import ActionView, ScopedListView
from govuk.words import count, day
from notices.models import officers
from qa_panel import actions, forms, policies, presenters, queue
from qa_panel.models import latest_taking
from reviews.models import Round

PER_PAGE = 50
TAKE_ANOTHER = "You can take the next one."


class ForTheSecretariat:
    """Pages of the secretariat's own work; for anybody else there is no such page."""

    model: Any = Round

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not policies.may_work_for_panel(request.user):  # type: ignore[arg-type]  # signed in
            raise Http404
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]  # a view's


class Queue(ForTheSecretariat, ScopedListView):
    """What waits for the Home Office, the oldest first."""

    template_name = "qa_panel/queue.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rounds = self.get_queryset()
        waiting = queue.queue(rounds)
        chosen = forms.QueueFilter.of(
            self.request.GET,
            user=self.request.user,
            colleagues=list(officers().order_by("name", "pk")),
            partnerships=queue.partnerships(rounds),
        )
        page = Paginator(chosen.narrow(waiting), PER_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(**kwargs) | {
            "filter": chosen,
            "page": page,
            "rows": [presenters.Row.of(qa_round) for qa_round in page],
            "next": queue.next_to_take(waiting),
            "with_csp": queue.with_the_csp(rounds).count(),
        }


class Take(ForTheSecretariat, ActionView):
    """Take a submission and go to its review; who comes too late is offered the next one."""

    policy = staticmethod(policies.may_take)
    heading = "Take this submission"
    submit_label = "Take it"

    def narrow(self, queryset: Any) -> Any:
        return queryset.select_related("review__organisation")

    def perform(self, form: Any) -> None:
        actions.take(self.object, by=self.request.user)

    def refuse(self, reason: str) -> HttpResponse:
        messages.error(self.request, f"{reason} {TAKE_ANOTHER}")
        return redirect("qa_panel:queue")

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.refuse(" ".join(form.non_field_errors()))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        caption = f"{self.object}, {self.object.review.organisation}"
        return super().get_context_data(caption=caption, **kwargs)


class ChangeHolder(ForTheSecretariat, ActionView):
    """Take a submission, hand it to a colleague, or give it back."""

    form_class = forms.HolderForm
    policy = staticmethod(policies.may_hand_over)
    heading = "Who has it at the Home Office"

    def get_form_kwargs(self) -> dict[str, Any]:
        last = latest_taking(self.object)
        return super().get_form_kwargs() | {
            "people": list(officers().order_by("name", "pk")),
            "last": last,
        }

    def perform(self, form: forms.HolderForm) -> None:
        told = {"seen": form.cleaned_data["seen"], "by": self.request.user}
        if form.person:
            actions.hand_to(self.object, to=form.person, **told)
        else:
            actions.give_back(self.object, **told)

    def saved_by(self) -> dict[str, Who]:
        last = latest_taking(self.object)
        return {"to": Who(last.by.name, last.at)} if last else {}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(caption=str(self.object), **kwargs)


class Month(ForTheSecretariat, ScopedListView):
    """The reviews that are listed for the QA Panel in one month, or in this one."""

    template_name = "qa_panel/month.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        first = _date(self.kwargs.get("year", today.year), self.kwargs.get("month", today.month), 1)
        last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
        rounds = self.get_queryset()
        days = presenters.panel_days(queue.listed_between(rounds, first, last))
        undated = [presenters.Row.of(r) for r in queue.listed_without_date(rounds)]
        return super().get_context_data(**kwargs) | {
            "month": presenters.month_words(first),
            "days": days,
            "number": sum(len(panel_day.rows) for panel_day in days),
            "undated": undated,
            "previous": first - dt.timedelta(days=1),
            "next": last + dt.timedelta(days=1),
        }


class RecordConsidered(ForTheSecretariat, ActionView):
    """The check before several reviews of one day are recorded as considered, all or none."""

    form_class = forms.ConsideredForm
    policy = staticmethod(policies.may_work_for_panel)
    heading = "Record that the QA Panel considered these"
    intro = (
        "Those that are ticked move on to “Considered, letter awaited”. "
        "Nothing is recorded before you save, and if one of them cannot move on, none does."
    )
    submit_label = "Record for those ticked"

    def get_object(self, queryset: Any = None) -> presenters.Listed:
        on = _date(**self.kwargs)
        rounds = queue.listed_between(self.get_queryset(), on, on)
        if not rounds:
            raise Http404
        return presenters.Listed(on, rounds)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {
            "listed": self.object.rounds,
            "panel_on": self.object.on,
            "ticked": self.request.GET.getlist("round"),
        }

    def perform(self, form: forms.ConsideredForm) -> None:
        chosen, on = form.cleaned_data["rounds"], form.cleaned_data["on"]
        actions.record_considered(chosen, on=on, by=self.request.user)
        number = count(len(chosen), "review,reviews")
        messages.success(self.request, f"Recorded as considered: {number}.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(caption=f"QA Panel, {day(self.object.on)}", **kwargs)


def _date(year: int, month: int, day: int) -> dt.date:
    """A day of an address; a year has the four figures that people write."""
    try:
        found = dt.date(year, month, day)
    except (ValueError, OverflowError):
        raise Http404 from None
    if not 1900 <= year < 2900:
        raise Http404
    return found
