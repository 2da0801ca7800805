"""The words in which the pages say which agencies were asked, what they answered and what became of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Any, Self

from django.core.paginator import Paginator
from django.db.models import Max, Q
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from actionplans.models import Action, Legend
from actionplans.naming import key
from actionplans.policies import may_edit_plan
from actionplans.presenters import Row, columns
from agencies.models import AgencyLink, AgencyUpdate, DecisionKind, LinkUse, UseKind
from agencies.naming import Named, agencies_in
from agencies.policies import may_ask, may_decide, may_send_again, may_withdraw
from govuk.words import count, day, day_time, shortened
from notices.models import people_of_csp
from reviews.models import Review, Round
from reviews.policies import holds
from reviews.sections import Section, section
from reviews.workflow import AFTERWARDS

LINKS_PER_PAGE, USES_PER_PAGE = 50, 25
FIRST_WORDS = 220
SERVED = (UseKind.OPENED, UseKind.ANSWERED)
NOT_YET, NOT_SENT = "Not yet", "but the e-mail could not be sent"


class State(Enum):
    """How a link stands, as (the word, its colour); those that want something done come first."""

    UNSENT = "Not sent", "orange"
    STOPPED = "Stopped", "orange"
    OPEN = "Open", "light-blue"
    ENDED = "Ended", "grey"
    WITHDRAWN = "Withdrawn", "grey"

    @classmethod
    def of(cls, link: AgencyLink, at_work: frozenset[int]) -> State:
        """`at_work` are those in whose name what an agency sends to this review can be kept."""
        holds_it_back = {
            cls.WITHDRAWN: link.withdrawn_at is not None,
            cls.ENDED: link.last_day < timezone.localdate(),
            cls.STOPPED: link.by_id not in at_work,
            cls.UNSENT: link.mailed_at is None,
        }
        return next((state for state, so in holds_it_back.items() if so), cls.OPEN)

    @property
    def word(self) -> str:
        return self.value[0]

    @property
    def colour(self) -> str:
        return self.value[1]

    @property
    def wants_something(self) -> bool:
        return self in (State.UNSENT, State.STOPPED)


STANDS: dict[State, str] = {
    State.UNSENT: (
        "The e-mail could not be sent, so nobody has the link. If the address is right, send the "
        "link again. If it is wrong, withdraw the link and ask again."
    ),
    State.STOPPED: (
        "The link does not open, because {by}, who sent it, can no longer change this plan. "
        "Send it again in your own name."
    ),
    State.OPEN: "The link opens until {last_day}.",
    State.ENDED: "The last day of the link was {last_day}.",
    State.WITHDRAWN: "{withdrawn_by} withdrew the link on {withdrawn}.",
}
WAITS = ("Waiting", "yellow")
BECAME = {
    DecisionKind.TAKEN: ("Taken into the plan", "green"),
    DecisionKind.RETURNED: ("Returned", "grey"),
}


@dataclass(frozen=True, slots=True)
class LinkRow:
    """One link in the list: `renamed` is whether no action carries its agency's name now."""

    link: AgencyLink
    state: State
    until: str
    last_used: str
    sent: int
    waiting: int
    renamed: bool

    @property
    def order(self) -> tuple[bool, int, int]:
        """What waits comes first, then what can still bring something, then the newest."""
        return not self.waiting, list(State).index(self.state), -self.link.pk

    @property
    def answers(self) -> str:
        """For example "3 updates, 1 waiting"."""
        if not self.sent:
            return "None yet"
        words = count(self.sent, "update,updates")
        return f"{words}, {self.waiting} waiting" if self.waiting else words


@dataclass(frozen=True, slots=True)
class UpdateRow:
    """One update of an agency, shortened; its own page has it whole."""

    update: AgencyUpdate
    text: str
    files: int
    words: str
    colour: str
    decided: str

    @classmethod
    def of(cls, update: AgencyUpdate) -> Self:
        """`update` as `told_by` gives it."""
        decision = decision_on(update)
        words, colour = BECAME[decision.kind] if decision else WAITS
        return cls(
            update=update,
            text=shortened(update.text, FIRST_WORDS),
            files=len(update.evidence.all()),
            words=words,
            colour=colour,
            decided=decided_words(update),
        )


def told_by(updates: Any) -> Any:
    """Updates with all that a page says of each; in two queries."""
    return updates.select_related(
        "link__review", "action__recommendation", "decision__by", "decision__written"
    ).prefetch_related("evidence")


def decision_on(update: AgencyUpdate) -> Any:
    """What the CSP decided of an update; None while it waits."""
    return getattr(update, "decision", None)


def decided_words(update: AgencyUpdate) -> str:
    decision = decision_on(update)
    if decision is None:
        return ""
    return f"Decided by {decision.by.name}, {day_time(decision.at)}."


def at_work_on(review: Review) -> frozenset[int]:
    """Those who may ask agencies now; a link opens only while its sender is among them."""
    return frozenset(people_of_csp(review).values_list("pk", flat=True))


def links_page(review: Review, user: User, query: QueryDict) -> dict[str, Any]:
    """Who was asked, what waits, and which agencies of the plan have no open link."""
    named = agencies_in(Action.visible_to(user).of_review(review))
    rows = link_rows(review, user, named)
    waiting = AgencyUpdate.visible_to(user).filter(link__review=review).waiting()
    return {
        "review": review,
        "page": Paginator(rows, LINKS_PER_PAGE).get_page(query.get("page")),
        "waiting": [UpdateRow.of(update) for update in told_by(waiting).order_by("pk")],
        "not_asked": _not_asked(named, rows),
        "named": named,
        "may_ask": may_ask(user, review),
    }


def link_rows(review: Review, user: User, named: Iterable[Named]) -> list[LinkRow]:
    links = AgencyLink.visible_to(user).filter(review=review)
    served = Max("uses__at", filter=Q(uses__kind__in=SERVED))
    answers = AgencyUpdate.visible_to(user).filter(link__review=review)
    answered = answers.values_list("link", "decision__kind")
    sent = Counter(link for link, _ in answered)
    waiting = Counter(link for link, decided in answered if decided is None)
    known, at_work = {key(agency.name) for agency in named}, at_work_on(review)
    rows = [
        LinkRow(
            link=link,
            state=State.of(link, at_work),
            until=day(link.last_day),
            last_used=day_time(link.served_at) or NOT_YET,
            sent=sent[link.pk],
            waiting=waiting[link.pk],
            renamed=key(link.agency) not in known,
        )
        for link in links.annotate(served_at=served)
    ]
    return sorted(rows, key=lambda row: row.order)


def _not_asked(named: Iterable[Named], rows: Iterable[LinkRow]) -> list[tuple[str, str]]:
    """(name, how many actions) of each agency without an open link."""
    asked = {key(row.link.agency) for row in rows if row.state is State.OPEN}
    return [
        (agency.name, count(len(agency.actions), "action,actions"))
        for agency in named
        if key(agency.name) not in asked
    ]


def link_page(link: AgencyLink, user: User, query: QueryDict) -> dict[str, Any]:
    """One link: whom it asks for what, what came of it, and how it was used."""
    state = State.of(link, at_work_on(link.review))
    updates = AgencyUpdate.visible_to(user).filter(link=link)
    uses = LinkUse.visible_to(user).filter(link=link).order_by("-pk")
    shown = list(link.actions.select_related("recommendation"))
    return {
        "link": link,
        "review": link.review,
        "state": state,
        "stands": stands_words(state, link),
        "rows": _asked(link),
        "actions": [(action, shortened(action.text, FIRST_WORDS)) for action in shown],
        "renamed": "" if shown else renamed_words(link),
        "updates": [UpdateRow.of(update) for update in told_by(updates)],
        "page": Paginator(uses, USES_PER_PAGE).get_page(query.get("page")),
        "may_send_again": may_send_again(user, link),
        "may_withdraw": may_withdraw(user, link),
    }


def stands_words(state: State, link: AgencyLink) -> str:
    """What the state of a link means, and what can be done about it."""
    return STANDS[state].format(
        by=link.by.name,
        last_day=day(link.last_day),
        withdrawn_by=link.withdrawn_by.name if link.withdrawn_by else "",
        withdrawn=day(link.withdrawn_at),
    )


def renamed_words(link: AgencyLink) -> str:
    """What to do about a link that shows nothing any more."""
    return (
        f"No action of the plan carries the name “{link.agency}” now, so the link shows none. "
        "If the agency was renamed, withdraw this link and ask again under the new name. "
        "What it has sent stays here."
    )


def _asked(link: AgencyLink) -> list[tuple[str, str]]:
    rows = [
        ("Agency", link.agency),
        ("Contact", f"{link.contact}\n{link.email}"),
        ("Asked by", f"{link.asked_by.name}, {day_time(link.at)}"),
        ("Sent last by", f"{link.by.name}, {day_time(link.mailed_at) or NOT_SENT}"),
        ("Last day of the link", day(link.last_day)),
        ("Message", link.message),
    ]
    return [(label, words) for label, words in rows if words]


def received_page(update: AgencyUpdate, user: User) -> dict[str, Any]:
    """What an agency sent beside its action as it stands, and what became of it."""
    review = update.link.review
    actions = Action.visible_to(user).with_state().select_related("recommendation__review")
    action = actions.get(pk=update.action_id)
    return {
        "update": update,
        "decision": decision_on(update),
        "row": UpdateRow.of(update),
        "link": update.link,
        "review": review,
        "action": action,
        "now": Row.of(action, Legend.of(review.organisation_id)),
        "columns": columns(action),
        "may_decide": may_decide(user, update),
    }


def what_returning_does(update: AgencyUpdate) -> str:
    contact = update.link.contact
    stays = "What was sent stays here, and nothing of it stands in the plan."
    if update.link.withdrawn_at:
        return f"{stays} The link was withdrawn, so {contact} is not told. Write to them yourself."
    return f"{contact} gets an e-mail with a new link, and reads your reason on its page. {stays}"


@section(place=25)
def agencies(review: Review, qa_round: Round, user: User) -> Section | None:
    """The line of the agencies once one was asked, for those whose working paper the plan is.

    Until the review is cleared, its letter comes before what agencies have sent.
    """
    if not holds(user, review):
        return None
    links = AgencyLink.visible_to(user).filter(review=review)
    if not links.exists():
        return None
    waiting = AgencyUpdate.visible_to(user).filter(link__review=review).waiting().count()
    href = reverse("agencies:links", args=[review.pk])
    if not waiting:
        return Section("Agencies", href, count(links.open().count(), "link is open,links are open"))
    words = count(waiting, "update from an agency waits,updates from agencies wait")
    read = qa_round.stage in AFTERWARDS and may_edit_plan(user, review)
    step = ("Read what agencies have sent", f"{href}#waiting") if read else None
    return Section("Agencies", href, words, step)
