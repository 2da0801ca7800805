"""The audit of dependencies says what it knows, and never that all is well when it could not look."""

import pytest

from dhr_qa.tests.dependencies import Audit, audit_of, told

SOUND = {"name": "django", "version": "5.2.19", "vulns": []}
WEAK = {
    "name": "pillow",
    "version": "1.0",
    "vulns": [{"id": "PYSEC-2000-1", "fix_versions": ["1.1", "2.0"]}],
}
SKIPPED = {"name": "lxml", "skip_reason": "Dependency not found"}


@pytest.mark.parametrize(
    ("packages", "sentence", "code"),
    [
        ([SOUND], "No known weakness in the 1 packages that are installed.", 0),
        ([SOUND, WEAK], "pillow 1.0: PYSEC-2000-1, mended in 1.1, 2.0", 1),
        ([SOUND, SKIPPED], "could NOT run", 0),
        ([SKIPPED], "could NOT run", 0),
        ([WEAK, SKIPPED], "mended in 1.1, 2.0", 1),
        ([], "could NOT run", 0),
    ],
)
def test_audit_says_what_it_knows(packages, sentence, code):
    said, ended = told(audit_of({"dependencies": packages}), must_run=False)

    assert (sentence in said, ended) == (True, code)


def test_audit_that_had_to_run_and_could_not_fails():
    assert told(Audit(0, 90), must_run=True)[1] == 1
