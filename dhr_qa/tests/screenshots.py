"""Takes the pictures of the README and of the user guide, from the demonstration as it is served.

`python -m dhr_qa.tests.screenshots` serves a scratch demonstration, walks to each page by its links as
a person would, writes docs/images/ and takes everything else away again.
"""

from __future__ import annotations

import io
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
IMAGES = ROOT / "docs" / "images"
CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-sync",
    "--disable-component-update",
    "--disable-background-networking",
]
DESKTOP, PHONE = 1280, 390
TALLEST = 1600
MARGIN = 16
COLOURS = 128
PACK_PAGES = {"pack-cover": 1, "pack-answers": 3}
PACK_DPI = 72
PATIENCE = 60


@dataclass(frozen=True, slots=True)
class Picture:
    """One page: who looks at it, what they press to come there, and how much of it is shown.

    `opens` are folded parts that are unfolded first. `start` is the selector at which the picture
    begins; with `whole` it shows that part and nothing below it.
    """

    name: str
    by: str
    presses: tuple[str, ...] = ()
    opens: tuple[str, ...] = ()
    start: str = ""
    whole: bool = False
    width: int = DESKTOP
    height: int = TALLEST


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


PICTURES = (
    Picture("sign-in", "", height=620),
    Picture("home", "alice", height=1150),
    Picture("review", "alice", ("Siân",), height=1150),
    Picture("bring-letter", "alice", ("Adult NB24", "Bring in the feedback letter"), height=980),
    Picture("check-letter", "alice", ("Ash", "Go on checking the letter"), height=1250),
    Picture(
        "check-area",
        "alice",
        ("Ash", "Go on checking the letter"),
        start=".app-area >> nth=1",
        whole=True,
    ),
    Picture("areas", "alice", ("Juniper", "Areas for development"), height=1300),
    Picture(
        "item",
        "alice",
        ("Siân", "Areas for development", "Area 2"),
        opens=("Show the difference",),
        height=1300,
    ),
    Picture(
        "record-revision",
        "chloe",
        ("Juniper", "Answer area 1", "Record a revision"),
    ),
    Picture("plan", "alice", ("Siân", "Action plan"), height=1500),
    Picture("action", "alice", ("Siân", "Action plan", "Make interpreters"), height=1500),
    Picture("secretariat", "quinn", ("Siân",), height=900),
    Picture("home-phone", "alice", width=PHONE, height=1000),
    Picture("item-phone", "chloe", ("Siân", "Areas for development", "Area 2"), width=PHONE),
    Picture(
        "check-phone",
        "alice",
        ("Ash", "Go on checking the letter"),
        start="#areas",
        width=PHONE,
        height=1000,
    ),
    Picture(
        "pack",
        "alice",
        ("Siân", "Make the pack", "Make the pack", "Make the pack"),
        height=1100,
    ),
)


def main() -> None:
    IMAGES.mkdir(exist_ok=True)
    with _service() as service, _chromium() as browser:
        for picture in PICTURES:
            _keep(picture.name, _taken(picture, browser, service))
        for name, data in _pages_of_the_pack(browser, service):
            _keep(name, data)


@contextmanager
def _service() -> Iterator[Service]:
    """The demonstration, served as `make run` serves it, in a folder that goes away again."""
    with tempfile.TemporaryDirectory(prefix="dhr-qa-pictures-") as var:
        usual = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "DEBUG")}
        env = usual | {"VAR_DIR": var, "INSECURE_LOCALHOST": "1"}
        _run(env, "manage.py", "migrate", "--verbosity", "0")
        printed = _run(env, "manage.py", "seed_demo")
        _run(env, "manage.py", "collectstatic", "--no-input", "--verbosity", "0")
        place = f"127.0.0.1:{_free_port()}"
        gunicorn = [sys.executable, "-m", "gunicorn", "dhr_qa.wsgi", "--log-level", "warning"]
        server = subprocess.Popen([*gunicorn, "--bind", place], cwd=ROOT, env=env)
        try:
            _wait_for(f"http://{place}/")
            yield Service(f"http://{place}", printed)
        finally:
            server.terminate()
            server.wait()


def _run(env: dict[str, str], *command: str) -> str:
    """What a command of ours printed. Raises when it fails."""
    return subprocess.check_output([sys.executable, *command], cwd=ROOT, env=env, text=True)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _wait_for(address: str) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            urllib.request.urlopen(address).close()
        except urllib.error.URLError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)
        else:
            return


@contextmanager
def _chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def _window(picture: Picture, browser: Browser, service: Service) -> Iterator[Page]:
    """A browser window at the picture's page."""
    context = browser.new_context(
        base_url=service.address, viewport={"width": picture.width, "height": 900}, locale="en-GB"
    )
    page = context.new_page()
    page.goto("/")
    if picture.by:
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
    main = page.get_by_role("main")
    found = main.get_by_role("button", name=name).or_(main.get_by_role("link", name=name))
    found.first.click()
    page.wait_for_load_state()


def _taken(picture: Picture, browser: Browser, service: Service) -> bytes:
    with _window(picture, browser, service) as page:
        page.evaluate("document.activeElement.blur()")
        if picture.whole:
            return page.locator(picture.start).screenshot()
        top = page.locator(picture.start).bounding_box() if picture.start else None
        y = max(top["y"] - MARGIN, 0) if top else 0
        full = page.evaluate("document.documentElement.scrollHeight")
        height = min(picture.height, full - y)
        return page.screenshot(
            full_page=True, clip={"x": 0, "y": y, "width": picture.width, "height": height}
        )


def _pages_of_the_pack(browser: Browser, service: Service) -> Iterator[tuple[str, bytes]]:
    """Two pages of the pack that was made last, as paper shows them."""
    packs = Picture("", "alice", ("Siân", "Resubmission packs"))
    with _window(packs, browser, service) as page, page.expect_download() as download:
        page.get_by_role("link", name="Round 1, pack 1 (PDF)").click()
        pdf = download.value.path()
        for name, number in PACK_PAGES.items():
            only = ["-f", str(number), "-l", str(number), "-r", str(PACK_DPI), "-png"]
            yield name, subprocess.check_output(["pdftoppm", *only, pdf])


def _keep(name: str, data: bytes) -> None:
    """Write a picture with few colours: pages of words need no more."""
    picture = Image.open(io.BytesIO(data)).convert("RGB")
    few = picture.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(IMAGES / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
