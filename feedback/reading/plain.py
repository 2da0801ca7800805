"""The lines of plain text, an e-mail or words pasted from a page."""

from __future__ import annotations

import email
import email.policy
import re

from feedback.reading.line import Line
from feedback.reading.marks import is_lone_mark
from feedback.reading.text import MAX_CHARACTERS, UnreadableLetter, tidy

WIDEST_WRAP = 120
NARROWEST_WRAP = 50


def read_plain(data: bytes) -> list[Line]:
    """Raises `UnreadableLetter` for what is not text."""
    text = _mail_body(decode(data))
    if len(text) > MAX_CHARACTERS:
        raise UnreadableLetter("too_long")
    if _HTML.search(text[:4000]):
        text = _without_html(text)
    return _lines(text)


def decode(data: bytes) -> str:
    """Text in UTF-8, UTF-16 (with a mark at the front, or plainly so) or Windows-1252."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _strict(data, "utf-16")
    if data[1:200:2].count(0) > 60 or (len(data) < 200 and data.count(0) > len(data) // 3):
        return _strict(data, "utf-16-le")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    return _refuse_binary(text)


def _strict(data: bytes, encoding: str) -> str:
    try:
        return _refuse_binary(data.decode(encoding))
    except UnicodeDecodeError:
        raise UnreadableLetter("damaged") from None


def _refuse_binary(text: str) -> str:
    control = sum(text.count(chr(code)) for code in (*range(9), *range(14, 32), 0xFFFD))
    if control > 3 + len(text) // 500 or text.startswith("{\\rtf"):
        raise UnreadableLetter("not_a_letter")
    return text


def _mail_body(text: str) -> str:
    """The words of a saved e-mail; any other text as it is."""
    head = text[:8000]
    if not (_MIME.search(head) and re.match(r"[A-Za-z-]+:\s", text)):
        return text
    message = email.message_from_string(text, policy=email.policy.default)
    part = message.get_body(("plain", "html"))
    content = part.get_content() if part else text
    return content if isinstance(content, str) else text


_MIME = re.compile(r"^(?:MIME-Version|Content-Type|Received):\s", re.MULTILINE | re.IGNORECASE)
_HTML = re.compile(r"<(?:!doctype html|html|body|p|div|ul|ol|li|table|h[1-6])\b", re.IGNORECASE)
_UNSEEN = re.compile(
    r"<(script|style|head)\b[^>]*>.*?</\1\s*>|<!--.*?-->", re.IGNORECASE | re.DOTALL
)
_HTML_BREAKS = (
    (re.compile(r"<li\b[^>]*>", re.IGNORECASE), "\n• "),
    (re.compile(r"<h[1-6]\b[^>]*>", re.IGNORECASE), "\n\n## "),
    (re.compile(r"<br\s*/?>", re.IGNORECASE), "\n"),
    (re.compile(r"</?(?:p|div|ul|ol|tr|table|h[1-6]|blockquote)\b[^>]*>", re.IGNORECASE), "\n\n"),
    (re.compile(r"</t[dh]>", re.IGNORECASE), "\n"),
)


def _without_html(text: str) -> str:
    text = _UNSEEN.sub(" ", text)
    for tag, instead in _HTML_BREAKS:
        text = tag.sub(instead, text)
    return re.sub(r"\n•\s*\n+", "\n• ", text)


# --- lines ----------------------------------------------------------------------------------


def _lines(text: str) -> list[Line]:
    blocks = _numbered_blocks(text)
    wrapped = _is_wrapped([raw for block, _ in blocks for raw in block])
    found: list[Line] = []
    for block, new_page in blocks:
        width = max(len(raw.rstrip()) for raw in block)
        for at, raw in enumerate(block):
            after = block[at + 1] if at + 1 < len(block) else ""
            found.append(
                _line(
                    raw,
                    gap=at == 0 and bool(found),
                    full=_is_full(raw, after, width, wrapped=wrapped),
                    new_page=new_page and at == 0,
                )
            )
    return found


def _numbered_blocks(text: str) -> list[tuple[list[str], bool]]:
    """Runs of lines without a blank one between; whether a page began with the run."""
    blocks: list[tuple[list[str], bool]] = []
    block: list[str] = []
    new_page = False
    text = (
        text.replace("\r\n", "\n")
        .replace("\r", "\n")
        .replace("\u2028", "\n")
        .replace("\u2029", "\n\n")
    )
    for raw in text.split("\n"):
        turned = "\f" in raw
        line = _QUOTE.sub("", raw.replace("\f", "").expandtabs(4)).rstrip()
        if block and (turned or not _words(line)):
            blocks.append((block, new_page))
            block, new_page = [], False
        new_page = new_page or turned
        if _words(line):
            block.append(_held_together(line, block))
    return [*blocks, (block, new_page)] if block else blocks


def _held_together(line: str, block: list[str]) -> str:
    """A mark that stands on a line of its own belongs to the words on the next line."""
    if block and is_lone_mark(block[-1]):
        return block.pop() + " " + line.strip()
    return line


def _words(line: str) -> bool:
    return bool(tidy(line).strip("*#_=-–— \\"))


def _is_wrapped(lines: list[str]) -> bool:
    """Whether lines end where there was no more room, and not where a paragraph ends."""
    long = [line for line in lines if NARROWEST_WRAP < len(line) <= WIDEST_WRAP]
    stopped = sum(line.rstrip().endswith((".", ":", ";", "?", ",")) for line in long)
    return stopped * 2 < len(long)


def _is_full(raw: str, after: str, width: int, *, wrapped: bool) -> bool:
    if not NARROWEST_WRAP <= width <= WIDEST_WRAP:
        return False
    if not wrapped and raw.endswith((".", ":", ";", "?", "!")):
        return False
    if not after:
        return len(raw) >= width * 0.8
    return len(raw) + 1 + len(after.split(maxsplit=1)[0]) > width


def _line(raw: str, *, gap: bool, full: bool, new_page: bool) -> Line:
    bare = raw.strip()
    emphatic = bool(_EMPHATIC.match(bare))
    text = tidy(_HASHES.sub("", " ".join(bare.split())))
    hyphen = "\u00ad" if bare.endswith("\u00ad") else ""
    indent = float(len(raw) - len(raw.lstrip()))
    return Line(text + hyphen, indent, gap, full, emphatic, new_page, at_edge=new_page)


_QUOTE = re.compile(r"^\s?(?:>\s?)+")
_HASHES = re.compile(r"^#{1,6}\s+|\s+#{1,6}$")
_EMPHATIC = re.compile(
    r"#{1,6}\s+\S|(\*\*|__)[^*_]+\1:?$|<(b|strong|h[1-6])>[^<]+</\2>:?$", re.IGNORECASE
)
