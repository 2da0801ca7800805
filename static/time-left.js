// Warns before somebody is signed out. It signs nobody out itself: the server keeps the time, and is asked
// before anything is shown, because another tab may have been used meanwhile.
const banner = document.querySelector("[data-time-left]");
const said = document.querySelector("[data-time-left-said]");
const form = banner.querySelector("form");
const warning = { idle: Number(banner.dataset.warnIdle), whole: Number(banner.dataset.warnWhole) };
const STEP = (warning.idle / 5) * 1000; // how often typing is told, and a warning is held against the server
const LONGEST = 2 ** 31 - 1;
// Forms that somebody typed into, or that came back with an error; drafts.js marks those that it has kept.
const refused = document.querySelector(".govuk-error-summary") !== null;
const touched = new Set(refused ? document.querySelectorAll("form[data-unsaved]") : []);

let told = { idle: Number(banner.dataset.idle), whole: Number(banner.dataset.whole) };
let at = Date.now();
let stage = "";
let timer;
let cameFrom = null;

function left() {
  const passed = (Date.now() - at) / 1000; // a sleeping computer counts too
  return { idle: told.idle - passed, whole: told.whole - passed };
}

function unsaved() {
  return [...touched].some((each) => !("kept" in each.dataset));
}

function stageNow() {
  const { idle, whole } = left();
  if (Math.min(idle, whole) <= 0) return "over";
  if (whole <= warning.whole) return "whole";
  return idle <= warning.idle ? "idle" : "";
}

async function ask(url, request) {
  try {
    const answer = await fetch(url, request);
    if (!answer.ok) return false;
    told = await answer.json();
    at = Date.now();
    return true;
  } catch {
    return false; // the network comes back; until then the page stands as it was
  }
}

async function look() {
  clearTimeout(timer);
  const sure = stageNow() === "" || (await ask(banner.dataset.ask));
  const now = stageNow();
  if (now !== "over") {
    show(now);
  } else if (sure && unsaved()) {
    show(now);
    return;
  } else if (sure) {
    location.replace(location.pathname + location.search); // the server says the rest
    return;
  }
  timer = setTimeout(look, pause(now));
}

function pause(now) {
  const { idle, whole } = left();
  const quiet = Math.min(idle - warning.idle, whole - warning.whole) * 1000;
  return now === "" ? Math.min(Math.max(quiet, 500), LONGEST) : Math.max(STEP / 4, 500);
}

async function stay() {
  await ask(form.action, { method: "POST", body: new FormData(form) });
}

function minutes() {
  const { idle, whole } = left();
  const number = Math.max(1, Math.ceil(Math.min(idle, whole) / 60));
  return number === 1 ? "1 minute" : `${number} minutes`;
}

function show(now) {
  const before = `${stage} ${banner.querySelector("[data-minutes]").textContent}`;
  banner.querySelector("[data-minutes]").textContent = minutes();
  for (const part of banner.querySelectorAll("[data-when]")) {
    part.hidden = !part.dataset.when.split(" ").includes(now);
  }
  banner.hidden = now === "";
  if (now !== "" && now !== stage) comeForward();
  if (now === "" && stage !== "") goBack();
  if (now !== stage || (minutes() === "1 minute" && before !== `${now} 1 minute`)) say();
  stage = now;
}

// Nothing is said of a banner that has gone because of what somebody did in another tab.
function say() {
  said.textContent = banner.hidden ? "" : banner.innerText.replace(/\s+/g, " ").trim();
}

// The focus goes to the message, as with a dialog, but never out of a field: somebody may be typing there.
function comeForward() {
  if (document.activeElement?.matches("input, textarea, select")) return;
  cameFrom = document.activeElement;
  banner.focus({ preventScroll: true });
}

function goBack() {
  if (cameFrom && (document.activeElement === document.body || banner.contains(document.activeElement))) {
    cameFrom.focus({ preventScroll: true });
  }
  cameFrom = null;
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  await stay();
  await look();
  if (stage === "") said.textContent = "You stay signed in.";
});

banner.addEventListener("keydown", (event) => {
  if (event.key === "Escape") goBack();
});

// Whoever types is there, though the server sees nothing of it.
document.addEventListener("input", async (event) => {
  const typedInto = event.target.closest("form[data-unsaved]");
  if (typedInto) touched.add(typedInto);
  if (Date.now() - at < STEP || stage === "over") return;
  at = Date.now(); // asked once, however fast somebody types
  await stay();
  await look();
});

document.addEventListener("visibilitychange", () => {
  if (!document.hidden) look();
});

look();
