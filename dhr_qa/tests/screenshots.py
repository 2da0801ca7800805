"""Takes the pictures of the README and of the user guide, from the demonstration as it is served.

`python -m dhr_qa.tests.screenshots` serves a scratch demonstration, walks to each page by its links as
a person would, writes docs/images/ and takes everything else away again.
"""

from __future__ import annotations

import contextlib
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from dhr_qa.tests.browser import launch

ROOT = Path(__file__).resolve().parents[2]
IMAGES = ROOT / "docs" / "images"
PDFTOPPM = "/usr/bin/pdftoppm"
DESKTOP, PHONE = 1280, 390
TALLEST = 1600
MARGIN = 8
PACK_PAGE = 3
PACK_DPI = 80
HOST = "127.0.0.1"
PATIENCE = 60


@dataclass(frozen=True, slots=True)
class Picture:
    """One page: who looks at it, what they press to come there, and how much of it is shown.

    `opens` are folded parts that are unfolded first. The picture goes from the top of the page to the
    foot of `end`; with `part` it shows that part alone. Both are selectors.
    """

    name: str
    by: str
    presses: tuple[str, ...] = ()
    opens: tuple[str, ...] = ()
    end: str = "main"
    part: str = ""
    width: int = DESKTOP


@dataclass(frozen=True, slots=True)
class Service:
    """Where the demonstration is served, and what `seed_demo` printed of who can sign in."""

    address: str
    printed: str

    def email(self, who: str) -> str:
        return self._found(rf"{who}@\S+")

    @property
    def password(self) -> str:
        return self._found(r"(?<=password of each is: )\S+")

    def _found(self, pattern: str) -> str:
        found = re.search(pattern, self.printed)
        if found is None:
            raise LookupError(pattern)
        return found[0]


CHECK = ("Ash", "Go on checking the letter")
PICTURES = (
    Picture("home", "alice", end=".app-cards >> nth=0"),
    Picture("review", "alice", ("Siân",), end="main .app-cards"),
    Picture("submit", "alice", ("Siân", "See all that is left to do"), end="main table"),
    Picture("check-letter", "alice", CHECK, end="[name=panel_mode]"),
    Picture(
        "item",
        "alice",
        ("Siân", "Areas for development", "Area 2"),
        opens=("Show the difference",),
        end=".app-diff",
    ),
    Picture("plan", "alice", ("Siân", "Action plan"), end="tr:has(.app-overdue)"),
    Picture("closing", "alice", ("Anaïs and Théo", "Closing duties")),
    Picture("timeline", "alice", ("Tegwen", "Timeline"), end=".app-timeline > li >> nth=6"),
    Picture("queue", "quinn", ("Queue",), end="main tbody tr >> nth=5"),
    Picture("mark", "quinn", ("Marged", "Revisions to consider", "Area 3")),
    Picture("home-phone", "alice", end=".app-card >> nth=2", width=PHONE),
)


def main() -> None:
    IMAGES.mkdir(exist_ok=True)
    with _service() as service, _chromium() as browser:
        for picture in PICTURES:
            (IMAGES / f"{picture.name}.png").write_bytes(_taken(picture, browser, service))
        _keep_a_page_of_the_pack(browser, service)


@contextlib.contextmanager
def _service() -> Iterator[Service]:
    """The demonstration, served as `make run` serves it, in a folder that goes away again."""
    with tempfile.TemporaryDirectory(prefix="dhr-qa-pictures-") as var:
        usual = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "DEBUG")}
        env = usual | {"VAR_DIR": var, "INSECURE_LOCALHOST": "1"}
        _run(env, "manage.py", "migrate", "--verbosity", "0")
        printed = _run(env, "manage.py", "seed_demo")
        _run(env, "manage.py", "collectstatic", "--no-input", "--verbosity", "0")
        port = _free_port()
        address = f"{HOST}:{port}"
        gunicorn = [sys.executable, "-m", "gunicorn", "dhr_qa.wsgi", "--log-level", "warning"]
        server = subprocess.Popen([*gunicorn, "--bind", address], cwd=ROOT, env=env)
        try:
            _wait_until_it_answers(port)
            yield Service(f"http://{address}", printed)
        finally:
            server.terminate()
            server.wait()


def _run(env: dict[str, str], *command: str) -> str:
    """What a command of ours printed. Raises when it fails."""
    return subprocess.check_output([sys.executable, *command], cwd=ROOT, env=env, text=True)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind((HOST, 0))
        return int(found.getsockname()[1])


def _wait_until_it_answers(port: int) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with contextlib.suppress(ConnectionRefusedError), socket.create_connection((HOST, port)):
            return
        time.sleep(0.2)
    raise TimeoutError("The service did not start.")


@contextlib.contextmanager
def _chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@contextlib.contextmanager
def _window(picture: Picture, browser: Browser, service: Service) -> Iterator[Page]:
    """A browser window at the picture's page."""
    context = browser.new_context(
        base_url=service.address, viewport={"width": picture.width, "height": 900}, locale="en-GB"
    )
    page = context.new_page()
    page.goto("/")
    _sign_in(page, service, picture.by)
    for words in picture.presses:
        _press(page, words)
    for words in picture.opens:
        page.get_by_text(words, exact=True).first.click()
    yield page
    context.close()


def _sign_in(page: Page, service: Service, who: str) -> None:
    page.get_by_label("E-mail address").fill(service.email(who))
    page.get_by_label("Password", exact=True).fill(service.password)
    _press(page, "Sign in")


def _press(page: Page, words: str) -> None:
    """Press the first button or link of the page whose words begin so."""
    name = re.compile(rf"^\s*{re.escape(words)}\b")
    found = page.get_by_role("button", name=name).or_(page.get_by_role("link", name=name))
    found.first.click()
    page.wait_for_load_state()


def _taken(picture: Picture, browser: Browser, service: Service) -> bytes:
    with _window(picture, browser, service) as page:
        page.evaluate("document.activeElement.blur()")
        if picture.part:
            return page.locator(picture.part).screenshot()
        end = page.locator(picture.end).first.bounding_box()
        foot = end["y"] + end["height"] + page.evaluate("scrollY") + MARGIN if end else TALLEST
        height = min(foot, TALLEST)
        return page.screenshot(
            full_page=True, clip={"x": 0, "y": 0, "width": picture.width, "height": height}
        )


def _keep_a_page_of_the_pack(browser: Browser, service: Service) -> None:
    """A page of a pack that is made for it, as paper shows it."""
    packs = Picture("pack-answers", "alice", ("Siân", "Make the pack", "Make the pack"))
    with _window(packs, browser, service) as page, page.expect_download() as download:
        page.get_by_role("link", name="Round 1, pack 1 (PDF)").click()
        only = ["-f", str(PACK_PAGE), "-singlefile", "-png", "-r", str(PACK_DPI)]
        command = [PDFTOPPM, *only, download.value.path(), IMAGES / packs.name]
        subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
