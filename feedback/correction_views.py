"""The pages on which a confirmed letter is put right: what was recorded of it, its areas, or all of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages

from access.generic import ActionView
from feedback import (
    correction_actions,
    correction_forms,
    correction_presenters,
    policies,
    presenters,
)
from feedback.models import FeedbackItem, FeedbackLetter

KEPT = "What is recorded now stays on record with the reason, and both sides can read it."


class CorrectionView(ActionView):
    """Something put right in a confirmed letter, as the person who does it saw it."""

    model: Any = FeedbackLetter
    form_class: Any = correction_forms.WhyForm
    template_name = "feedback/correct.html"
    submit_label = "Save the correction"
    intro = KEPT

    def narrow(self, queryset: Any) -> Any:
        return queryset.select_related("round__review")

    @property
    def letter(self) -> FeedbackLetter:
        return self.object

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"letter": self.letter}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"caption": str(self.letter.round)} | kwargs)


class CorrectLetter(CorrectionView):
    form_class = correction_forms.CorrectLetterForm
    policy = staticmethod(policies.may_correct_letter)
    heading = "Correct the letter"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {
            "submitted_on": self.letter.round.submitted_on,
            "outcomes": correction_presenters.outcomes(self.letter, self.request.user),
        }

    def perform(self, form: correction_forms.CorrectLetterForm) -> None:
        data, before = form.cleaned_data, self.letter.outcome
        letter = correction_actions.correct_letter(
            self.letter,
            version=data["version"],
            why=data["why"],
            by=self.request.user,
            **form.details,
        )
        messages.success(self.request, correction_presenters.what_was_done(letter, before))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        fixed = policies.may_change_outcome(self.request.user, self.letter).reason
        context = super().get_context_data(outcome_fixed=fixed, **kwargs)
        if context["form"].is_bound:
            context["saved"] = presenters.letter_summary(self.get_object())
        return context


class WithdrawLetter(CorrectionView):
    policy = staticmethod(policies.may_withdraw_letter)
    heading = "Withdraw the letter"
    submit_label = "Withdraw it"
    intro = ""

    def perform(self, form: correction_forms.WhyForm) -> None:
        data = form.cleaned_data
        correction_actions.withdraw_letter(
            self.letter, version=data["version"], why=data["why"], by=self.request.user
        )
        messages.success(self.request, "The letter is withdrawn.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        effects = correction_presenters.what_withdrawing_does(self.letter, self.request.user)
        rows = presenters.letter_summary(self.letter)
        return super().get_context_data(effects=effects, recorded=rows, **kwargs)


class AddArea(CorrectionView):
    form_class = correction_forms.AddAreaForm
    policy = staticmethod(policies.may_add_area)
    heading = "Add an area for development"
    submit_label = "Add the area"
    intro = (
        "For an area that the letter has and that was missed when it was checked. "
        "It comes after the others, so that their numbers stay."
    )

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {
            "earlier": correction_presenters.not_carried_on(self.letter)
        }

    def perform(self, form: correction_forms.AddAreaForm) -> None:
        data = form.cleaned_data | {"continues": form.cleaned_data.get("continues") or 0}
        self.item = correction_actions.add_area(self.letter, by=self.request.user, **data)
        messages.success(self.request, f"Area {self.item.number} is added.")

    def get_success_url(self) -> str:
        return self.item.get_absolute_url()


class AreaCorrection(CorrectionView):
    """Something put right about one area."""

    model = FeedbackItem

    def narrow(self, queryset: Any) -> Any:
        return queryset.select_related("letter__round__review")

    @property
    def letter(self) -> FeedbackLetter:
        return self.object.letter

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(caption=f"Area {self.object.number}", **kwargs)


class CorrectArea(AreaCorrection):
    form_class = correction_forms.CorrectAreaForm
    policy = staticmethod(policies.may_correct_area)
    heading = "Correct the words of this area"

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs() | {"item": self.object}
        del kwargs["letter"]
        return kwargs

    def perform(self, form: correction_forms.CorrectAreaForm) -> None:
        correction_actions.correct_area(self.object, by=self.request.user, **form.cleaned_data)
        messages.success(self.request, "The words are corrected.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if context["form"].is_bound:
            context["saved"] = correction_presenters.words_now(self.get_object())
        return context


class LeaveAreaOut(AreaCorrection):
    policy = staticmethod(policies.may_leave_area_out)
    heading = "Leave this area out"
    submit_label = "Leave it out"
    intro = (
        "For something that was taken for an area and that the letter does not ask for. It counts no "
        "more and needs no answer. What was answered and said about it can still be read, and the "
        "numbers of the other areas stay."
    )

    def perform(self, form: correction_forms.WhyForm) -> None:
        data = form.cleaned_data
        correction_actions.leave_area_out(
            self.object, version=data["version"], why=data["why"], by=self.request.user
        )
        messages.success(self.request, f"Area {self.object.number} is left out.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = correction_presenters.words_now(self.object)
        return super().get_context_data(recorded=words, **kwargs)
