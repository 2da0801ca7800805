"""Nothing that opens a door stands in the repository: no key, no token, no private part of a pair."""

from __future__ import annotations

import re
import subprocess

import pytest

from dhr_qa.tests.test_architecture import ROOT

SECRETS = {
    "a private key": r"-----BEGIN (RSA |EC |OPENSSH |DSA )?PRIVATE KEY-----\s+[A-Za-z0-9+/]{40}",
    "an age identity": r"AGE-SECRET-KEY-1[0-9A-Z]{50,}",
    "a key of Amazon": r"\bAKIA[0-9A-Z]{16}\b",
    "a token of GitHub": r"\bgh[pousr]_[A-Za-z0-9]{36,}\b",
    "a key of Django": r"SECRET_KEY\s*=\s*['\"][^'\"]{20,}",
    "a password in an address": r"\b[a-z][a-z+]*://[^\s:/'\"{}<>]+:[^\s@/'\"{}<>…]{6,}@(?!host\b|.*example)[\w.]",
}
NOT_TEXT = {".png", ".woff2", ".pdf", ".docx", ".xlsx", ".jpg"}


def texts():
    """Every file that git knows or would take in."""
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    found = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=False)
    for name in found.stdout.splitlines():
        path = ROOT / name
        if path.suffix not in NOT_TEXT and path.is_file():
            yield name, path.read_text("utf-8", errors="replace")


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="not a checkout, so nothing is committed")
def test_no_secret_is_in_the_repository():
    found = [
        (name, what)
        for name, text in texts()
        for what, pattern in SECRETS.items()
        if re.search(pattern, text)
    ]

    assert found == []


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("an age identity", "AGE-SECRET-KEY-1" + "Q" * 58),
        ("a key of Amazon", "AKIA" + "A" * 16),
        ("a key of Django", "SECRET_KEY = '" + "x" * 50 + "'"),
        ("a password in an address", "postgres://dhr:" + "tuesday9" + "@db.internal/dhr"),
    ],
)
def test_secret_would_be_found(what, text):
    assert re.search(SECRETS[what], text)
