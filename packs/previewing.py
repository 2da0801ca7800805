"""A pack as a page to read before it is made: the words of the pack, not its pages."""

from __future__ import annotations

import base64
import hashlib
import re

from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string

from packs.contents import Contents

STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


def preview_of(pack: Contents, *, back: str) -> HttpResponse:
    """The same templates as the PDF, with what browsers may load cut down to our own two fonts.

    The style stands in the page, so the policy names its checksum instead of allowing any style.
    """
    given = {"pack": pack, "back": back, "fonts": f"{settings.STATIC_URL}fonts", "entries": ()}
    html = render_to_string("packs/preview.html", given)
    response = HttpResponse(html)
    response["Content-Security-Policy"] = _policy(html)
    return response


def _policy(html: str) -> str:
    styles = (hashlib.sha256(style.encode()).digest() for style in STYLE.findall(html))
    sums = " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in styles)
    return f"default-src 'none'; style-src {sums}; font-src 'self'; base-uri 'none'; frame-ancestors 'none'"
