"""A person at a browser: presses what can be seen, and finds every page they come to accessible."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any, ClassVar, Self

from playwright.sync_api import Browser, Locator, Page, expect

from accounts.models import User
from accounts.second_steps import Kind, kinds
from accounts.tests.factories import code, recovery_codes

AXE = Path(__file__).resolve().parents[3] / ".venv/axe/node_modules/axe-core/axe.min.js"
AXE_OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
    "preload": False,  # no rule of these needs the style sheets fetched a second time
}
PASSWORD = "plain-quiet-harbour"
WIDTHS = {"desktop": 1280, "phone": 390}
MOST_STOPS = 60
# The element that has the focus: its name, where it stands, and whether it looks different for having it.
FOCUSED = """() => {
    const stop = document.activeElement;
    if (stop === document.body) return null;
    const worded = stop.labels?.length
        ? [...stop.labels].map(label => label.textContent).join(" ")
        : stop.getAttribute("aria-label") ?? stop.textContent;
    const date = stop.closest(".govuk-date-input");
    const legend = date?.closest("fieldset").querySelector("legend").textContent.trim();
    const ticked = stop.matches("[type=radio], [type=checkbox]");
    const look = () => {
        const style = ticked
            ? getComputedStyle(stop.nextElementSibling, "::before") : getComputedStyle(stop);
        return [style.outline, style.boxShadow, style.backgroundColor].join();
    };
    const box = stop.getBoundingClientRect();
    const focused = look();
    stop.blur();
    const plain = look();
    stop.focus();
    return {
        name: [legend, worded.replace(/\\s+/g, " ").trim()].filter(Boolean).join(": "),
        visible: focused !== plain && box.bottom > 0 && box.top < innerHeight,
        left: box.left, top: box.top + scrollY, bottom: box.bottom + scrollY,
    };
}"""


def follows(stop: dict[str, Any], last: dict[str, Any] | None) -> bool:
    """Whether somebody who reads from the top and from the left comes to this stop after the last."""
    return last is None or stop["bottom"] > last["top"] or stop["left"] > last["left"]


@cache
def axe() -> str:
    return AXE.read_text("utf-8")


def has_a_password(user: User) -> None:
    if not user.has_usable_password():
        user.set_password(PASSWORD)
        user.save(update_fields=["password"])


def next_code(user: User, used: set[tuple[int, str]]) -> str:
    """A code that this person has not entered yet.

    No code is taken twice, and nobody here waits for the next one: what the app shows now, then what it
    shows in half a minute, which is taken as well, then one recovery code after the other.
    """
    unused = [code(), code(later=1), *recovery_codes(user)]
    chosen = next(one for one in unused if (user.pk, one) not in used)
    used.add((user.pk, chosen))
    return chosen


def is_called(name: str, words: str) -> bool:
    """Whether a name is these words, with or without what is said of it in brackets."""
    return re.fullmatch(rf"{re.escape(words)}\s*(\(.*\))?", name) is not None


class Visitor:
    """One person in one browser window, with or without JavaScript.

    With JavaScript each page that is reached is checked by axe, once for all pages that differ only
    in their words; without it axe cannot run, and the same pages are checked in the other half of
    the journey.
    """

    seen: ClassVar[set[tuple[str, str]]] = set()
    used: ClassVar[set[tuple[int, str]]] = set()  # the codes of this test, by the key of the person

    def __init__(self, browser: Browser, address: str, *, script: bool, width: str) -> None:
        self.script, self.width = script, width
        self.context = browser.new_context(
            base_url=address,
            java_script_enabled=script,
            viewport={"width": WIDTHS[width], "height": 900},
            locale="en-GB",
        )
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(10_000)
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", self._listen)

    def _listen(self, message: Any) -> None:
        if message.type == "error" and "status of 4" not in message.text:
            self.errors.append(message.text)

    def signs_in(self, user: User) -> Self:
        self.enters_password(user)
        return self.enters_code(user) if Kind.TOTP in kinds(user) else self

    def enters_password(self, user: User) -> Self:
        has_a_password(user)
        self.goes_to("/")
        self.types("E-mail address", user.email)
        self.types("Password", PASSWORD)
        return self.presses("Sign in")

    def keys_themself_in(self, user: User) -> Self:
        """`signs_in`, for somebody who has only a keyboard."""
        has_a_password(user)
        self.goes_to("/").keys_in("E-mail address", user.email).keys_in("Password", PASSWORD)
        return self.keys("Sign in").keys_code(user)

    def enters_code(self, user: User) -> Self:
        self.is_at("Second step").types("Code", next_code(user, self.used))
        return self.presses("Continue")

    def keys_code(self, user: User) -> Self:
        self.is_at("Second step").keys_in("Code", next_code(user, self.used))
        return self.keys("Continue")

    def sets_up_an_app(self) -> str:
        """From the page to which somebody new is led, to their home page; the key that the app now knows."""
        self.is_at("Set up a second step").presses("Set up an authenticator app")
        key = self.page.locator(".app-key").inner_text().replace(" ", "")
        self.types("Code", code(secret=key)).presses("Continue").is_at("Recovery codes")
        self.presses("I have kept the codes")
        return key

    def goes_to(self, place: str) -> Self:
        self.page.goto(place)
        return self._arrives()

    def presses(self, words: str, *, within: Locator | None = None) -> Self:
        """Press a button or a link with these words."""
        where = within or self.page.get_by_role("main")
        name = re.compile(rf"^\s*{re.escape(words)}\s*(\(.*\))?\s*$")
        found = where.get_by_role("button", name=name).or_(where.get_by_role("link", name=name))
        found.first.click()
        return self._arrives()

    def unlocks(self, words: str) -> Self:
        """Press a button that asks for a passkey; the page goes on once the computer has given it."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=words, exact=True).click()
        return self._arrives()

    def turns_to(self, words: str) -> Self:
        """Press a link of the menu, which a phone folds away."""
        menu = self.page.get_by_role("navigation", name="Menu")
        toggle = menu.get_by_role("button", name="Menu", exact=True)
        if toggle.is_visible():
            toggle.click()
        return self.presses(words, within=menu)

    def part(self, name: str) -> Locator:
        """One named part of a page, for example a closing duty."""
        return self.page.get_by_role("region", name=name, exact=True)

    @property
    def form(self) -> Locator:
        """The form of a page, without what stands above it."""
        return self.page.get_by_role("main").locator("form")

    def types(self, label: str, words: str, *, within: Locator | None = None) -> Self:
        (within or self.page).get_by_label(label, exact=True).first.fill(words)
        return self

    def chooses(self, words: str, *, within: Locator | None = None) -> Self:
        (within or self.page).get_by_label(words, exact=True).first.check()
        return self

    def selects(self, label: str, option: str) -> Self:
        self.page.get_by_label(label, exact=True).select_option(label=option)
        return self

    def dates(self, legend: str, day: str, month: str, year: str) -> Self:
        group = self.page.get_by_role("group", name=legend)
        for part, words in (("Day", day), ("Month", month), ("Year", year)):
            group.get_by_label(part, exact=True).fill(words)
        return self

    def uploads(self, label: str, *files: Path) -> Self:
        self.page.get_by_label(label, exact=True).set_input_files(list(files))
        return self

    def downloads(self, words: str) -> bytes:
        """The file that a link gives, or a button that is one."""
        page = self.page
        with page.expect_download() as found:
            page.get_by_role("link", name=words).or_(
                page.get_by_role("button", name=words)
            ).first.click()
        return Path(found.value.path()).read_bytes()

    def sees(self, *sentences: str) -> Self:
        for words in sentences:
            expect(self.page.get_by_text(words).first).to_be_attached()
        return self

    def does_not_see(self, *sentences: str) -> Self:
        for words in sentences:
            expect(self.page.get_by_text(words)).to_have_count(0)
        return self

    def is_at(self, heading: str) -> Self:
        expect(self.page.get_by_role("heading", level=1)).to_have_text(
            re.compile(re.escape(heading))
        )
        return self

    def area(self, number: int) -> Locator:
        """One area on the page where a letter is checked."""
        return self.page.get_by_role("group", name=f"Area {number}", exact=True)

    def tabs_to(self, words: str) -> Self:
        """Press Tab until the focus is on what has this name; every stop must be seen, and in order."""
        passed: list[str] = []
        last: dict[str, Any] | None = None
        for _ in range(MOST_STOPS):
            self.page.keyboard.press("Tab")
            stop = self.page.evaluate(FOCUSED)
            if stop is None:  # past the end of the page: the browser's own bar, then the beginning
                last = None
                continue
            assert stop["visible"], f"Nobody sees that the focus is on “{stop['name']}”"
            assert follows(stop, last), f"“{stop['name']}” stands before “{passed[-1]}”"
            passed, last = [*passed, stop["name"]], stop
            if is_called(stop["name"], words):
                return self
        raise AssertionError(f"The keyboard does not reach “{words}”, only {passed}")

    def keys(self, words: str) -> Self:
        """`presses`, for somebody who has only a keyboard."""
        self.tabs_to(words)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        return self._arrives()

    def keys_in(self, label: str, words: str) -> Self:
        """`types`, for somebody who has only a keyboard: what stood there is typed over."""
        self.tabs_to(label)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(words)
        return self

    def keys_date(self, legend: str, day: str, month: str, year: str) -> Self:
        """`dates`: its three parts are the next three stops."""
        self.keys_in(f"{legend}: Day", day)
        for part, words in (("Month", month), ("Year", year)):
            self.keys_in(f"{legend}: {part}", words)
        return self

    def ticks(self, words: str) -> Self:
        self.tabs_to(words).page.keyboard.press("Space")
        return self

    def arrows_to(self, first: str, words: str) -> Self:
        """`chooses` among radio buttons, from the first, which is where Tab leads."""
        self.tabs_to(first).page.keyboard.press("Space")
        for _ in range(MOST_STOPS):
            if is_called(self.page.evaluate(FOCUSED)["name"], words):
                return self
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"The arrow keys do not reach “{words}”")

    def leaves(self) -> None:
        self.context.close()
        assert self.errors == []

    def _arrives(self) -> Self:
        self.page.wait_for_load_state()
        if self.script:
            shape = (self.width, self._shape())
            if shape not in self.seen:
                self._is_accessible()
            self.seen.add(shape)
        return self

    def _shape(self) -> str:
        """The page without its words and numbers: its elements, with what they are and how they look."""
        tags = "".join(re.findall(r"<[^>]+>", self.page.content()))
        return re.sub(r'(value|href|action|content)="[^"]*"|\d+', "", tags)

    def _is_accessible(self) -> None:
        self.page.evaluate(axe())
        found = self.page.evaluate("options => axe.run(document, options)", AXE_OPTIONS)
        violations = [
            f"{rule['id']}: {node['html'][:200]}"
            for rule in found["violations"]
            for node in rule["nodes"]
        ]
        assert violations == [], f"{self.page.url}: {violations}"
