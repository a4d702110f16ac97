// What moves on the board: times count down, pages follow what changes, keys go through rows. Everything else works without it.

const POLL_MS = 8_000;
const TICK_MS = 10_000;
const MINUTE = 60_000;
/** @type {{ unit: "day" | "hour" | "minute", ms: number }[]} */
const steps = [
  { unit: "day", ms: 86_400_000 },
  { unit: "hour", ms: 3_600_000 },
  { unit: "minute", ms: MINUTE },
];
const relative = new Intl.RelativeTimeFormat(document.documentElement.lang, { style: "short", numeric: "always" });

/** Says anew how long it is until what is due, as the server said when it made the page. */
function count() {
  for (const time of /** @type {NodeListOf<HTMLTimeElement>} */ (document.querySelectorAll("time[data-due]"))) {
    const left = Date.parse(time.dateTime) - Date.now() - skew;
    const { unit, ms } = steps.find((step) => Math.abs(left) >= step.ms) ?? { unit: "minute", ms: MINUTE };
    const text = relative.format(Math.trunc(left / ms), unit);
    if (time.textContent !== text) time.textContent = text;
    const due = time.closest(".due");
    due?.classList.toggle("bad", left <= 0);
    due?.classList.toggle("warn", left > 0 && left < 15 * MINUTE);
  }
}

/** How far the server's clock is ahead of this one, by the word of what was loaded last. */
let skew = 0;
function setClock() {
  const now = /** @type {HTMLElement | null} */ (document.querySelector("[data-now]"))?.dataset.now;
  if (now !== undefined) skew = Number(now) - Date.now();
}

const live = /** @type {HTMLElement | null} */ (document.querySelector("[data-live]"));
/** Names what the page shows, so that nothing is sent while it is still so. */
let tag = live?.dataset.live ?? "";

/** Whether somebody is about to say something in the page, which must not be taken from under their hands. */
const isBusy = () => {
  const active = document.activeElement;
  return (
    (active instanceof HTMLInputElement ||
      active instanceof HTMLTextAreaElement ||
      active instanceof HTMLSelectElement) &&
    live?.contains(active)
  );
};

const poll = () => {
  if (live && !document.hidden && !isBusy()) htmx.trigger(live, "refresh");
};

document.addEventListener("htmx:config:request", (event) => {
  const { ctx } = /** @type {CustomEvent} */ (event).detail;
  if (ctx.sourceElement === live) ctx.request.headers["If-None-Match"] = tag;
});
document.addEventListener("htmx:after:request", (event) => {
  const { ctx } = /** @type {CustomEvent} */ (event).detail;
  if (ctx.sourceElement === live && ctx.response.status === 200) tag = ctx.response.headers.get("etag") ?? "";
});

/** Rows that keys go through, in the order in which they stand. */
const rows = () => /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-lead]")]);
const linkIn = (/** @type {Element | undefined} */ row) => row?.querySelector("a");
const rowOf = (/** @type {Element | null} */ element) => element?.closest("[data-lead]") ?? null;

/** Where the reader was before the page changed, so that whoever answers by keyboard goes on with the next row. */
let place = -1;
document.addEventListener("htmx:before:swap", () => {
  const row = rowOf(document.activeElement);
  place = row ? rows().indexOf(/** @type {HTMLElement} */ (row)) : -1;
});
document.addEventListener("htmx:after:swap", () => {
  setClock();
  count();
  if (place >= 0 && !rowOf(document.activeElement)) linkIn(rows()[Math.min(place, rows().length - 1)])?.focus();
});

/** @param {number} by */
function move(by) {
  const all = rows();
  const at = all.indexOf(/** @type {HTMLElement} */ (rowOf(document.activeElement)));
  const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.max(0, Math.min(all.length - 1, at + by))];
  linkIn(next)?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

/** @type {Record<string, () => void>} */
const keys = {
  j: () => move(1),
  k: () => move(-1),
  a: () => rowOf(document.activeElement)?.querySelector("button")?.click(),
  "/": () => /** @type {HTMLElement | null} */ (document.querySelector("input[type=search]"))?.focus(),
  "?": () => /** @type {HTMLDialogElement | null} */ (document.getElementById("keys"))?.showModal(),
};
document.addEventListener("keydown", (event) => {
  const { target, key, ctrlKey, metaKey, altKey } = event;
  const types = target instanceof HTMLElement && target.matches("input, textarea, select, [contenteditable]");
  const isOpen = document.querySelector("dialog[open]") !== null;
  if (types || isOpen || ctrlKey || metaKey || altKey || !Object.hasOwn(keys, key)) return;
  event.preventDefault();
  keys[key]?.();
});

setClock();
count();
setInterval(count, TICK_MS);
setInterval(poll, POLL_MS);
document.addEventListener("visibilitychange", poll);
