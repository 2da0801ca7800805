"""What roles allow by themselves."""

import pytest

from access.verdict import YES, Verdict
from accounts.policies import may_open_a_review

NOT_A_MANAGER = Verdict(
    "Only a CSP manager can open a review. Ask the manager of your partnership."
)


@pytest.mark.parametrize(
    ("who", "verdict"),
    [
        ("alice", YES),
        ("kim", YES),
        ("vic", NOT_A_MANAGER),
        ("chloe", NOT_A_MANAGER),
        ("quinn", NOT_A_MANAGER),
    ],
)
def test_only_managers_open_reviews(cast, who, verdict):
    assert may_open_a_review(getattr(cast, who)) == verdict
