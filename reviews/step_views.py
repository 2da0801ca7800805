"""The pages on which a step is taken or put right, and a review is held or handed over."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404
from django.urls import reverse

from access.generic import ActionView
from access.verdict import Verdict
from reviews import actions, policies, presenters, step_forms
from reviews.models import Review, Round, StageChange
from reviews.workflow import STEPS, Move, Stage


class MakeMove(ActionView):
    """One step of a round, with the day on which it was taken."""

    model = Round
    form_class = step_forms.MoveForm
    submit_label = "Record this step"

    @property
    def move(self) -> Move:
        name = self.kwargs["move"]
        step = STEPS.get(Move(name)) if name in Move.values else None
        if step is None or step.with_letter or step.with_submission:
            raise Http404
        return Move(name)

    def policy(self, user: Any, row: Round) -> Verdict:
        return policies.may_make(self.move, user, row)

    def get_form_kwargs(self) -> dict[str, Any]:
        steps = StageChange.visible_to(self.request.user).of_review(self.object.review_id)
        last = steps.standing().last()
        return super().get_form_kwargs() | {
            "step": STEPS[self.move],
            "after": last.happened_on if last else None,
        }

    def perform(self, form: step_forms.MoveForm) -> None:
        actions.make_move(self.object, self.move, by=self.request.user, **form.told)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(heading=self.move.label, caption=str(self.object), **kwargs)


class StepView(ActionView):
    """Something done to a step that is recorded already, with that record above the form."""

    model = StageChange
    template_name = "reviews/step.html"

    def narrow(self, queryset: Any) -> Any:
        return queryset.select_related("round__review", "by")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        caption, recorded = str(self.object.round), presenters.recorded(self.object)
        return super().get_context_data(caption=caption, recorded=recorded, **kwargs)


class CorrectStep(StepView):
    form_class = step_forms.CorrectionForm
    policy = staticmethod(policies.may_correct_step)
    heading = "Correct a step"
    submit_label = "Save the correction"
    intro = "What is recorded now stays in the timeline, marked as corrected."

    def get_form_kwargs(self) -> dict[str, Any]:
        steps = StageChange.visible_to(self.request.user).of_review(self.object.round.review_id)
        after, before = presenters.days_around(self.object, list(steps.standing()))
        around = {"change": self.object, "after": after, "before": before}
        return super().get_form_kwargs() | around

    def perform(self, form: step_forms.CorrectionForm) -> None:
        actions.correct_step(self.object, by=self.request.user, **form.told)


class TakeBack(StepView):
    form_class = step_forms.TakeBackForm
    policy = staticmethod(policies.may_take_back)
    heading = "Take back a step"
    submit_label = "Take it back"

    def perform(self, form: step_forms.TakeBackForm) -> None:
        actions.take_back(self.object, by=self.request.user, **form.cleaned_data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        warning = presenters.what_taking_back_does(Stage(self.object.source))
        intro = "The step stays in the timeline, marked as taken back."
        return super().get_context_data(warning=warning, intro=intro, **kwargs)


class PutOnHold(ActionView):
    model = Review
    form_class = step_forms.HoldForm
    policy = staticmethod(policies.may_put_on_hold)
    heading = "Put the review on hold"
    submit_label = "Put it on hold"
    intro = (
        "On hold, no step can be taken: not by the CSP and not by the Home Office. "
        "Answers, documents and updates can still be written."
    )

    def perform(self, form: step_forms.HoldForm) -> None:
        actions.put_on_hold(self.object, by=self.request.user, **form.cleaned_data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(caption=self.object.name, **kwargs)


class TakeOffHold(ActionView):
    model = Review
    form_class = step_forms.OffHoldForm
    policy = staticmethod(policies.may_take_off_hold)
    heading = "Take the review off hold"
    submit_label = "Take it off hold"

    def perform(self, form: step_forms.OffHoldForm) -> None:
        actions.take_off_hold(self.object, by=self.request.user, **form.cleaned_data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(caption=self.object.name, **kwargs)


class TransferReview(ActionView):
    """Hand a review to another CSP; the person who did it may be one of those who lose it."""

    model = Review
    form_class = step_forms.TransferForm
    policy = staticmethod(policies.may_transfer)
    template_name = "reviews/step.html"
    heading = "Transfer to another CSP"
    submit_label = "Transfer the review"

    def narrow(self, queryset: Any) -> Any:
        return queryset.select_related("organisation", "chair")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"review": self.object}

    def perform(self, form: step_forms.TransferForm) -> None:
        transfer = actions.transfer_review(self.object, by=self.request.user, **form.cleaned_data)
        messages.success(self.request, f"{self.object.name} now belongs to {transfer.target}.")

    def get_success_url(self) -> str:
        still_seen = self.get_queryset().filter(pk=self.object.pk).exists()
        return self.object.get_absolute_url() if still_seen else reverse("home")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        who = presenters.who_sees_a_transfer(self.object)
        return super().get_context_data(caption=self.object.name, **who | kwargs)
