"""The roles: which there are at an organisation of each kind, and what each may see and do, in a sentence."""

from __future__ import annotations

from accounts.models import OrganisationKind, Role, SecondFactor

# In the order in which pages name them.
ROLES: dict[str, tuple[Role, ...]] = {
    OrganisationKind.CSP: (Role.CSP_MANAGER, Role.CSP_VIEWER, Role.ADMINISTRATOR),
    OrganisationKind.HOME_OFFICE: (Role.QA_OFFICER, Role.ADMINISTRATOR),
}

DOES: dict[str, str] = {
    Role.CSP_MANAGER: "Sees every review of the partnership and all that is kept with it. Opens reviews, "
    "brings in feedback letters, records revisions, keeps the action plan, and submits.",
    Role.CSP_VIEWER: "Sees every review of the partnership and all that is kept with it. Changes nothing.",
    Role.QA_OFFICER: "Sees the reviews of every partnership once they are submitted, and never their drafts. "
    "Records what the QA Panel considered, and issues its views.",
    Role.ADMINISTRATOR: "Looks after people, their roles and how they sign in. Sees no review.",
}

SECOND_STEP: dict[str, str] = {
    SecondFactor.OPTIONAL: "Nobody has to. Whoever wants to can set one up.",
    SecondFactor.ADMINISTRATORS: "Administrators have to. Everybody else can set one up.",
    SecondFactor.EVERYONE: "Everybody who has a role here has to.",
}


def choices(roles: tuple[Role, ...]) -> list[tuple[str, str]]:
    """Each role with its sentence, for choosing one."""
    return [(role.value, f"{role.label}. {DOES[role]}") for role in roles]
