import { humanMs } from "@baton/core/duration";
import { amountInWords, moneyInWords } from "@baton/core/money";
import { formatDate, formatDay, formatInstant, formatTime } from "@baton/core/zone";
import { spokenOf, wordsIn } from "@baton/words";
import { expect, it } from "vitest";
import { people, rulebookOf, small } from "../../helpers/agreements.ts";

const at = Date.parse("2026-11-24T09:15:00Z");

it("reads the first of somebody's languages that Baton speaks, and English if it speaks none", () => {
  expect([["de-AT", "en"], ["fr", "de", "en"], ["fr"], []].map(spokenOf)).toEqual(["de", "de", "en", "en"]);
  const rulebook = rulebookOf(
    small({ people: people({ ana: { languages: ["de", "en"] }, ben: {}, sam: { languages: ["fr", "en"] } }) }),
  );
  expect(["ana", "ben", "sam", "gone", undefined].map(rulebook.language)).toEqual(["de", "en", "en", "en", "en"]);
});

it("writes days and times as the reader does", () => {
  expect(formatInstant("Europe/Berlin", at)).toBe("Tue 24 Nov 2026, 10:15 (Europe/Berlin)");
  expect(formatInstant("Europe/Berlin", at, { language: "de" })).toBe("Di., 24. Nov. 2026, 10:15 (Europe/Berlin)");
  expect(formatDate("2026-11-24", "de")).toBe("Di., 24. Nov. 2026");
  expect(formatDay("Pacific/Auckland", at, "de")).toBe("Di., 24. Nov. 2026");
  expect(formatTime("Europe/Berlin", at)).toBe("10:15");
});

it("writes lengths and amounts as the reader does", () => {
  expect([60_000, 900_000, 5_400_000, 3_600_000, 3 * 86_400_000, 180_000_000].map((ms) => humanMs(ms, "de"))).toEqual([
    "1 Minute",
    "15 Minuten",
    "1 Std. 30 Min.",
    "1 Stunde",
    "3 Tage",
    "2 Tage 2 Std.",
  ]);
  expect(amountInWords({ amount: "12500.00", currency: "EUR" }, "de")).toBe("12.500,00 EUR");
  expect(moneyInWords([{ amount: "1250.5", currency: "CHF" }], "de")).toBe("1.250,5 CHF");
});

it("loads a language once", async () => {
  expect(await wordsIn("de")).toBe(await wordsIn("de"));
});
