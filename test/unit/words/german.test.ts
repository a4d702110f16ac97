import { readFileSync } from "node:fs";
import { readFacts } from "@baton/core/lead";
import { leadView, type NoticeKind, noticeView } from "@baton/core/mailing";
import { links } from "@baton/core/signed";
import { renderNotice, renderNoticeList, renderRound } from "@baton/email";
import { responsePages } from "@baton/web/page";
import { wordsIn } from "@baton/words";
import { IntlMessageFormat } from "intl-messageformat";
import { describe, expect, it } from "vitest";
import { people, small } from "../../helpers/agreements.ts";
import { allKinds, visibleText } from "../../helpers/views.ts";
import { world } from "../../helpers/world.ts";

const words = await wordsIn("de");
const messagesOf = (language: string): Record<string, string> =>
  JSON.parse(readFileSync(new URL(`../../../packages/words/src/${language}.json`, import.meta.url), "utf8"));

type Part = ReturnType<IntlMessageFormat["getAst"]>[number];
const literals = (parts: readonly Part[]): string[] =>
  parts.flatMap((part) => {
    if (part.type === 0) return [part.value];
    return "options" in part ? Object.values(part.options).flatMap(({ value }) => literals(value)) : [];
  });
const said = (language: "en" | "de"): string[] =>
  Object.values(messagesOf(language)).flatMap((message) =>
    literals(new IntlMessageFormat(message, language, undefined, { ignoreTag: true }).getAst()),
  );

const german = said("de").join("\n");
/** Pieces of English messages of two words and more, which German has none of. */
const english = [...new Set(said("en").map((piece) => piece.trim()))].filter(
  (piece) => /[a-z’]{2,}[ ,]+[a-z]{2,}/.test(piece) && !german.includes(piece),
);
const englishIn = (text: string): string[] => english.filter((piece) => text.includes(piece));

const T = "2026-11-24T09:00:00Z";
const reader = { languages: ["de", "en"], timezone: "Europe/Berlin" };
const company = small({
  name: "Vertriebsregeln",
  people: people({ ana: reader, ben: { languages: ["en", "de"] }, sam: { ...reader, manager: undefined } }),
  teams: { sales: { members: ["ana"], manager: "sam" } },
  sla: {
    fast: {
      stages: {
        contact: {
          within: "1h",
          steps: [
            { at: "50%", do: "remind" },
            { at: "100%", do: "escalate", to: "manager" },
          ],
        },
        disposition: { within: "5d" },
      },
    },
  },
  reasons: [{ id: "fit", name: "Passt nicht" }],
});

async function sent() {
  const w = await world(company, { at: T });
  const { id } = await w.send({ name: "Jona Weiß", email: "jona@globex.example", message: "Bitte um Rückruf." });
  return { w, id };
}

it("finds English where there is some", () => {
  expect(englishIn("Please choose what happened.")).toEqual(["Please choose what happened."]);
  expect(english.length).toBeGreaterThan(300);
});

describe("somebody who reads German", () => {
  it("gets the mails of a lead in German, from the hand-over to the escalation", async () => {
    const { w, id } = await sent();
    await w.until("2026-11-24T10:30:00Z");
    const told = w.notices.filter(({ lead }) => lead.id === id);
    expect(told.map(({ kind, recipient, language }) => [kind, recipient.name, language])).toEqual([
      ["handover", "Ana", "de"],
      ["reminder", "Ana", "de"],
      ["escalation", "Sam", "de"],
    ]);
    const [handover, reminder, escalation] = told.map((view) => renderNotice(view, words));
    for (const { html, text, subject, fromName, preheader } of [handover!, reminder!, escalation!])
      expect(englishIn([visibleText(html), text, subject, fromName, preheader].join("\n"))).toEqual([]);
    expect(handover!.html).toContain('<html lang="de"');
    expect(handover!.text).toContain("Jona Weiß ist Ihr Lead.");
    expect(handover!.text.replace(/\s+/g, " ")).toContain(
      "Bitte kontaktieren Sie Jona Weiß bis Di., 24. Nov. 2026, 11:00 (Europe/Berlin).",
    );
    expect(handover!).toMatchObject({
      subject: "Lead: Jona Weiß – innerhalb von 1 Stunde",
      fromName: "Baton · Neuer Lead",
    });
    expect(reminder!.text).toContain("Jona Weiß wartet noch auf eine Reaktion.");
    expect(escalation!.text.replace(/\s+/g, " ")).toContain(
      "Ana hat keine Reaktion zu Jona Weiß innerhalb der Frist erfasst (1 Stunde Arbeitszeit).",
    );
  });

  it("gets every other notice in German, alone and in a list", async () => {
    const { w, id } = await sent();
    const lead = await w.lead(id);
    const rulebook = await w.relay.rulebooks.active();
    const kinds = allKinds.filter((kind) => kind !== "answered" && kind !== "returned");
    const viewOf = (kind: NoticeKind) => {
      const notice = { ...{ id: "1", at: T, retryAt: T, retries: 0 }, kind, to: "ana", other: "sam" };
      return noticeView(rulebook, lead, [], [], notice, { link: "https://baton.example/r/1", now: w.now(), words });
    };
    for (const kind of kinds) {
      const { text, html } = renderNotice(viewOf(kind), words);
      expect([kind, englishIn(`${text}\n${visibleText(html)}`)]).toEqual([kind, []]);
    }
    const list = renderNoticeList([viewOf("reminder"), viewOf("reminder")], words);
    expect(englishIn(list.text)).toEqual([]);
    expect(list.subject).toBe("Erinnerung: 2 Leads");
  });

  it("reads what happened, and why the lead is theirs, in German", async () => {
    const { w, id } = await sent();
    await w.until("2026-11-24T10:30:00Z");
    await w.answer(id, "ana", "attempted", { channel: "call", note: "Mailbox" });
    await w.answer(id, "ana", "contacted");
    const view = leadView(
      await w.relay.rulebooks.active(),
      await w.lead(id),
      readFacts(id, await w.store.facts(id)),
      [],
      {
        reader: "ana",
        now: w.now(),
        words,
      },
    );
    const story = view.story.map(({ text }) => text);
    expect(englishIn([...story, view.why].join("\n"))).toEqual([]);
    expect(story).toEqual(
      expect.arrayContaining([
        "Eingegangen über web.",
        "An Ana übergeben nach der Regel „Everyone“.",
        "Ana erinnert.",
        "Ana hat nicht rechtzeitig eine Reaktion erfasst.",
        "Eskaliert an Sam.",
        "Ana hat Jona Weiß angerufen, ohne Antwort (Versuch 1 von 3). „Mailbox“",
        "Ana hat Jona Weiß kontaktiert.",
      ]),
    );
    expect(view.story[0]!.at).toBe("Di., 24. Nov. 2026, 10:00");
    expect(view.why).toBe("Die Regel „Everyone“ hat diesen Lead zugeteilt.");
  });

  it("has the page of a lead in German, and what an answer did; a colleague who reads English has it in English", async () => {
    const { w, id } = await sent();
    const pages = responsePages({ relay: w.relay, inboundDomain: () => undefined, linkKey: () => "key" });
    const path = (person: string) => `/r/${links("key").sign({ lead: id, person }, w.now())}`;
    const page = await (await pages.request(path("ana"))).text();
    expect(page).toContain('<html lang="de">');
    expect(englishIn(visibleText(page))).toEqual([]);
    for (const text of [
      "Sie sind für diesen Lead zuständig",
      "Reaktion bis Di., 24. Nov. 2026, 11:00 (Europe/Berlin)",
      "Ich habe Jona Weiß kontaktiert",
      "Was ist passiert?",
      "Der bisherige Verlauf",
    ])
      expect(visibleText(page)).toContain(text);
    const say = async (fields: Record<string, string>) =>
      visibleText(
        await (await pages.request(path("ana"), { method: "POST", body: new URLSearchParams(fields) })).text(),
      );
    expect(await say({})).toContain("Bitte wählen Sie, was passiert ist.");
    const answered = await say({ action: "contacted" });
    expect(answered).toContain("Erfasst: Sie haben Jona Weiß kontaktiert. Die Frist ist beendet.");
    expect(englishIn(answered)).toEqual([]);
    const other = await (await pages.request(path("ben"))).text();
    expect(other).toContain('<html lang="en">');
    expect(visibleText(other)).toContain("Ana holds this lead");
  });

  it("gets a Weekly in German, whoever reads English gets it in English", async () => {
    const w = await world(
      small({
        timezone: "Europe/Berlin",
        people: people({
          ana: reader,
          ben: {},
          max: { role: "marketing", languages: ["de"] },
          sam: { manager: undefined },
        }),
        teams: { sales: { members: ["ana", "ben"], manager: "sam" } },
        sla: { fast: { stages: { contact: { within: "1h" }, disposition: { within: "5d" } } } },
        reasons: [{ id: "fit", name: "Passt nicht" }],
      }),
      { at: T },
    );
    await w.store.putCampaign({ id: "herbst", name: "Herbst", owner: "max", changedAt: T });
    for (const n of [1, 2, 3, 4]) {
      const { id } = await w.send({
        name: `Jo ${n}`,
        email: `jo${n}@x${n}.example`,
        campaign: n > 2 ? "neu" : "herbst",
      });
      const owner = (await w.lead(id)).owner!;
      await w.answer(id, owner, "contacted");
      if (n === 1) await w.answer(id, owner, "outcome", { reason: "won", amount: "12500", currency: "EUR" });
      if (n === 2) await w.answer(id, owner, "reject", { reason: "fit" });
    }
    await w.until("2026-11-30T12:00:00Z");
    const of = (name: string) => w.weeklies.filter(({ recipient }) => recipient.name === name);
    for (const name of ["Ana", "Max"]) {
      const [weekly] = of(name);
      const { text, html } = renderRound(weekly!, words);
      expect([name, englishIn(`${text}\n${visibleText(html)}`)]).toEqual([name, []]);
      expect(weekly).toMatchObject({
        label: "Ihre Woche",
        subject: "Ihre Woche, Mo., 23. Nov. 2026 bis So., 29. Nov. 2026",
      });
    }
    const lines = of("Max").flatMap(({ sections }) => sections.flatMap((section) => section.lines));
    expect(lines).toContainEqual({ left: "Gewonnen", right: "1: 12.500,00 EUR" });
    expect(of("Ben")).toMatchObject([{ label: "Your week" }]);
  });
});
