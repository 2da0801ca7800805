"""What a person may do by virtue of the roles that they hold."""

from access.verdict import YES, Verdict
from accounts.models import User


def may_open_a_review(user: User) -> Verdict:
    if user.is_csp_manager:
        return YES
    return Verdict("Only a CSP manager can open a review. Ask the manager of your partnership.")
