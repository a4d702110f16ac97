import { parseAgreement } from "@baton/core/agreement";
import { answerAsk, answered } from "@baton/core/asks";
import { BatonError } from "@baton/core/error";
import { listSurveys, showSurvey, startSurvey } from "@baton/core/survey";
import { describe, expect, test } from "vitest";
import { people, small } from "../../../helpers/agreements.ts";
import { memoryStore } from "../../../helpers/memory/memory-store.ts";
import { PowerCut, type World, world } from "../../../helpers/world.ts";

/** A Tuesday. */
const T = "2026-11-24T09:00:00Z";
const MONDAY = "2026-11-30T09:00:00.000Z";
const reps = ["ana", "ben", "cid", "dan", "eli", "fay", "gil", "hal", "ida"];
const marketers = ["mia", "mo", "max"];
const messages = [
  { id: "calm", text: "One list for everybody" },
  { id: "quick", text: "Running in a day" },
  { id: "safe", text: "Nothing gets lost" },
];
const all = { calendar: "office" };
const company = (parts: object = {}, sales: readonly string[] = reps, marketing: readonly string[] = marketers) =>
  small({
    people: people({
      ...Object.fromEntries(sales.map((id) => [id, all])),
      ...Object.fromEntries(marketing.map((id) => [id, { ...all, role: "marketing", manager: "mo" }])),
      sam: { ...all, manager: "vera", deputy: "ana" },
      vera: { ...all, manager: undefined },
      ops: all,
    }),
    teams: { sales: { members: sales, manager: "sam" } },
    signers: { marketing: "mo", sales: "sam" },
    operator: "ops",
    messages,
    ...parts,
  });

const says = async (w: World, person: string, things: string[], rating?: number) => {
  const given = Object.fromEntries(things.map((thing, n) => [`thing${n + 1}`, thing]));
  const ask = await answerAsk(w.relay, "survey/survey_0001", person, {
    ...given,
    ...(rating !== undefined && { rating: String(rating) }),
  });
  await answered(w.relay, ask);
};
/** Puts the wordings together by what they say. */
const groups = async (w: World, person: string, side: string, choice: (label: string) => string) => {
  const subject = `wordings/survey_0001/${side}`;
  const { fields } = (await w.store.ask(subject, person))!;
  const form = Object.fromEntries(fields!.map(({ id, label }) => [id, choice(label)]));
  await answered(w.relay, await answerAsk(w.relay, subject, person, form));
};
const shown = (w: World) => showSurvey(w.relay, "survey_0001");
const linksTo = (w: World, part: string) =>
  w.weeklies.flatMap(({ recipient, sections }) =>
    sections.flatMap(({ link }) => (link?.href.includes(part) ? [recipient.name.toLowerCase()] : [])),
  );
/** A survey that everybody was asked by their Weekly. */
const asked = async (text = company()) => {
  const w = await world(text, { at: T });
  await startSurvey(w.relay);
  await w.until("2026-11-30T12:00:00Z");
  return w;
};
const meaning = (label: string) =>
  label.startsWith("list")
    ? "is:calm"
    : label.startsWith("fast")
      ? "is:quick"
      : label.startsWith("safe")
        ? "is:safe"
        : "none";

describe("a survey", () => {
  test("asks everybody of marketing and whoever sells once, in their Weekly, and nobody who only manages or operates", async () => {
    const w = await asked();
    await w.until("2026-12-07T12:00:00Z");
    expect(linksTo(w, "/a/survey/").sort()).toEqual([...reps, ...marketers].sort());
    const [section] = w.weeklies[0]!.sections;
    expect(section).toMatchObject({ title: "What do we say of what we sell?", link: { label: "Say it in a minute" } });
    expect(w.mails).toEqual([]);
  });

  test("closes ten working days after it began, and no answer counts then", async () => {
    const w = await asked();
    expect(await shown(w)).toMatchObject({
      id: "survey_0001",
      state: "open",
      askedAt: "2026-11-24T09:00:00.000Z",
      closesAt: "2026-12-07T17:00:00.000Z",
      verdict: "none",
      sides: { marketing: { asked: 3, answered: 0, match: null, verdict: "none" }, sales: { asked: 9 } },
    });
    await says(w, "ana", ["list"]);
    await w.until("2026-12-07T17:00:00Z");
    await expect(says(w, "ben", ["list"])).rejects.toMatchObject({ code: "ask.closed", status: 409 });
    expect((await shown(w)).sides.sales).toMatchObject({ answered: 1, verdict: "none" });
  });

  test("closes once everybody has answered, and one person of each side puts the wordings together", async () => {
    const w = await asked();
    for (const person of marketers) await says(w, person, ["list one", "LIST  one ", "fast"]);
    for (const person of reps.slice(1)) await says(w, person, ["safe"]);
    expect((await shown(w)).state).toBe("open");
    await says(w, "ana", ["Other"]);
    expect(await shown(w)).toMatchObject({ state: "merging", closesAt: "2026-11-30T12:00:00.000Z", verdict: "none" });
    await expect(says(w, "ana", ["list"])).rejects.toMatchObject({ code: "ask.closed" });
    await w.until("2026-12-07T12:00:00Z");
    expect(linksTo(w, "/a/wordings/")).toEqual(expect.arrayContaining(["mo", "sam"]));
    expect(linksTo(w, "/a/wordings/")).toHaveLength(2);
    const lists = await Promise.all(
      [
        ["marketing", "mo"],
        ["sales", "sam"],
      ].map(async ([side, person]) => (await w.store.ask(`wordings/survey_0001/${side}`, person!))!),
    );
    // The same list for both, each wording once, without anything of who said it.
    expect(lists[0]!.fields).toEqual(lists[1]!.fields);
    expect(lists[0]!.fields!.map(({ label }) => label).sort()).toEqual(["LIST one", "Other", "fast", "safe"]);
    expect(JSON.stringify(lists)).not.toMatch(/"(ana|ben|mia)"/);
  });

  test("is not passed by nine reps who agree where three marketers do not", async () => {
    const w = await asked();
    for (const person of reps) await says(w, person, ["list", "fast", "safe"], 4);
    for (const person of marketers) await says(w, person, ["list", "cheap", "pretty"], 2);
    await groups(w, "mo", "marketing", meaning);
    expect((await shown(w)).state).toBe("merging");
    await groups(w, "sam", "sales", meaning);
    expect(await shown(w)).toEqual({
      id: "survey_0001",
      state: "closed",
      askedAt: "2026-11-24T09:00:00.000Z",
      closesAt: "2026-11-30T12:00:00.000Z",
      merged: true,
      sides: {
        marketing: {
          asked: 3,
          answered: 3,
          match: null,
          verdict: "not-shared",
          why: "Fewer than 5 answered, so no number is shown.",
        },
        sales: { asked: 9, answered: 9, match: 1, verdict: "shared" },
      },
      verdict: "not-shared",
      partnerRating: { marketing: { value: 2, n: 3 }, sales: { value: 4, n: 9 } },
    });
  });

  test("counts a wording for a message only where both people say so, whoever of them is the doubtful one", async () => {
    const results = [];
    for (const doubtful of ["mo", "sam"]) {
      const w = await asked();
      for (const person of [...reps, ...marketers]) await says(w, person, ["list", "fast", "safe"]);
      for (const [person, side] of [
        ["mo", "marketing"],
        ["sam", "sales"],
      ] as const)
        await groups(w, person, side, (label) =>
          person === doubtful && label === "fast" ? "is:safe" : meaning(label),
        );
      results.push((await shown(w)).sides);
    }
    expect(results[0]!.sales).toMatchObject({ match: 2 / 3, verdict: "shared" });
    expect(results[0]).toEqual(results[1]);
  });

  test("takes equal words only where nobody put them together in ten working days, and says so", async () => {
    const w = await asked();
    const said = messages.map(({ text }) => text.toUpperCase());
    for (const person of reps) await says(w, person, said);
    for (const person of marketers) await says(w, person, ["list", "fast"]);
    await groups(w, "sam", "sales", meaning);
    expect((await shown(w)).state).toBe("merging");
    await w.until("2026-12-14T11:59:00Z");
    expect((await shown(w)).state).toBe("merging");
    await w.until("2026-12-14T12:00:00Z");
    expect(await shown(w)).toMatchObject({
      state: "closed",
      merged: false,
      verdict: "not-shared",
      sides: {
        marketing: { verdict: "not-shared", why: expect.stringContaining("only equal words counted") },
        sales: { match: 1, verdict: "shared" },
      },
    });
    await expect(groups(w, "mo", "marketing", meaning)).rejects.toMatchObject({ code: "ask.closed" });
  });

  test("is put together by the deputy of a signer who is away", async () => {
    const w = await asked();
    await w.publish(
      company({
        people: {
          ...JSON.parse(company()).people,
          sam: { ...people({ sam: all }).sam, deputy: "ana", away: [{ from: "2026-12-01", to: "2026-12-20" }] },
        },
      }),
      1,
    );
    for (const person of [...reps, ...marketers]) await says(w, person, ["list"]);
    await w.until("2026-12-07T12:00:00Z");
    expect(linksTo(w, "/a/wordings/").sort()).toEqual(["ana", "mo"]);
    await groups(w, "ana", "sales", meaning);
    await groups(w, "mo", "marketing", meaning);
    expect((await shown(w)).state).toBe("closed");
  });

  test("has no verdict of a side of which too few answered, and then none at all; nobody is asked to put anything together in vain", async () => {
    const w = await asked();
    for (const person of reps.slice(0, 5)) await says(w, person, ["list", "fast", "safe"], 5);
    for (const person of marketers.slice(0, 2)) await says(w, person, ["list"], 1);
    await w.until("2026-12-14T12:00:00Z");
    expect(linksTo(w, "/a/wordings/")).toEqual([]);
    expect(await shown(w)).toMatchObject({
      state: "closed",
      verdict: "none",
      sides: {
        marketing: { verdict: "none", match: null, why: "2 of 3 answered; a verdict takes at least 3." },
        sales: { verdict: "none", match: null, why: "5 of 9 answered; a verdict takes at least 60 % of them." },
      },
      partnerRating: { marketing: { value: null, n: 2 }, sales: { value: 5, n: 5 } },
    });
  });

  test("counts the three largest groups where no messages are agreed yet, each side weighing half", async () => {
    const w = await asked(company({ messages: [] }));
    // Nine reps say what nobody of marketing does: alone it weighs as much as what all three of these say.
    for (const person of reps) await says(w, person, ["list", "fast", "reps only"]);
    for (const person of marketers) await says(w, person, ["a list", "quick", "colours"]);
    const letters: Record<string, string> = {
      list: "A",
      "a list": "A",
      fast: "B",
      quick: "B",
      "reps only": "C",
      colours: "D",
    };
    // Letters are everybody's own.
    const others: Record<string, string> = { A: "D", B: "C", C: "B", D: "A" };
    await groups(w, "mo", "marketing", (label) => `is:${letters[label]}`);
    await groups(w, "sam", "sales", (label) => `is:${others[letters[label]!]}`);
    const { sides, verdict } = await shown(w);
    expect([sides.sales.match, sides.marketing.verdict, verdict]).toEqual([2 / 3, "shared", "shared"]);
  });

  test("divides by as many messages as there are", async () => {
    const w = await asked(company({ messages: messages.slice(0, 1) }));
    for (const person of [...reps, ...marketers]) await says(w, person, ["list"]);
    await groups(w, "mo", "marketing", meaning);
    await groups(w, "sam", "sales", meaning);
    expect((await shown(w)).sides.sales).toMatchObject({ match: 1, verdict: "shared" });
  });

  test("is told of once in the next Weekly of everybody who was asked", async () => {
    const w = await asked();
    for (const person of reps) await says(w, person, ["list", "fast"], 3);
    for (const person of marketers) await says(w, person, ["list", "fast"]);
    await groups(w, "mo", "marketing", meaning);
    await groups(w, "sam", "sales", meaning);
    await w.until("2026-12-21T12:00:00Z");
    const told = w.weeklies.flatMap(({ recipient, sections, at }) =>
      sections.flatMap((section) =>
        section.title.startsWith("What we say: ") ? [{ ...section, to: recipient.name.toLowerCase(), at }] : [],
      ),
    );
    // And whoever put the wordings together.
    expect(told.map(({ to }) => to).sort()).toEqual([...reps, ...marketers, "sam"].sort());
    expect(new Set(told.map(({ at }) => at))).toEqual(new Set(["2026-12-07T09:00:00.000Z"]));
    expect(told[0]).toMatchObject({
      title: "What we say: marketing shared, sales 67 %: shared",
      lines: [{ left: "How well marketing gives sales what it needs", right: "3.0 of 5 (9 said so)" }],
      texts: [
        ...messages.map(({ text }) => ({ text, quoted: true })),
        { text: "Of marketing: Fewer than 5 answered, so no number is shown." },
      ],
    });
    // What came of it is kept, and who was asked is not.
    expect(await w.store.survey("survey_0001")).not.toHaveProperty("asked");
  });

  test("is one at a time, and needs somebody of each side", async () => {
    const w = await asked();
    await expect(startSurvey(w.relay)).rejects.toMatchObject({ code: "survey.open", status: 409 });
    await expect(showSurvey(w.relay, "survey_9")).rejects.toMatchObject({ code: "survey.unknown", status: 404 });
    await w.until("2026-12-14T12:00:00Z");
    await Promise.allSettled([startSurvey(w.relay), startSurvey(w.relay)]);
    expect((await listSurveys(w.relay)).map(({ id, state }) => [id, state])).toEqual([
      ["survey_0002", "open"],
      ["survey_0001", "closed"],
    ]);
    const alone = await world(small(), { at: T });
    await expect(startSurvey(alone.relay)).rejects.toMatchObject({ code: "survey.nobody", status: 422 });
  });

  test("begins by itself as often as it is agreed, once each time though all Weeklies are made at once and twice", async () => {
    const w = await world(company({ survey: { every: "13w", atLeast: "80%" } }), { at: T, deliveries: 2 });
    await w.until("2027-03-01T08:00:00Z");
    expect((await listSurveys(w.relay)).map(({ askedAt }) => askedAt)).toEqual([MONDAY]);
    await w.until("2027-03-01T12:00:00Z");
    expect((await listSurveys(w.relay)).map(({ id, askedAt }) => [id, askedAt])).toEqual([
      ["survey_0002", "2027-03-01T09:00:00.000Z"],
      ["survey_0001", MONDAY],
    ]);
    expect(linksTo(w, "/a/survey/survey_0002").sort()).toEqual([...reps, ...marketers].sort());
    expect((await w.store.survey("survey_0002"))?.atLeast).toBe(0.8);
  });

  test("comes to the same result though everything that follows an answer is done twice and at once", async () => {
    const w = await asked();
    for (const person of [...reps, ...marketers]) await says(w, person, ["list", "fast", "safe"], 5);
    await groups(w, "mo", "marketing", meaning);
    await groups(w, "sam", "sales", meaning);
    const before = await w.store.survey("survey_0001");
    const again = (await w.store.asksAbout("wordings/survey_0001/sales"))[0]!;
    await Promise.all([answered(w.relay, again), answered(w.relay, again)]);
    expect(await w.store.survey("survey_0001")).toEqual(before);
  });
});

describe("promise: a process that dies at any write changes nothing about what a survey comes to", () => {
  /** A whole survey of three and three, in which every call that dies is made again; answers what it came to, and how often it wrote. */
  const run = async (dies: { at: number; after: boolean }) => {
    const store = memoryStore();
    let writes = 0;
    const mortal =
      <Args extends unknown[], T>(write: (...args: Args) => Promise<T>) =>
      async (...args: Args): Promise<T> => {
        writes += 1;
        if (writes !== dies.at) return write(...args);
        if (dies.after) await write(...args);
        throw new PowerCut();
      };
    const failing = { ...store, commitAsk: mortal(store.commitAsk), commitSurvey: mortal(store.commitSurvey) };
    const w = await world(company({}, reps.slice(0, 3)), { at: "2026-11-30T08:50:00Z", store: failing });
    const again = async (call: () => Promise<unknown>) => {
      for (;;) {
        try {
          return await call();
        } catch (error) {
          // Whoever posts again reads that there is one, or that it is closed, as it has their answer.
          if (error instanceof BatonError && ["survey.open", "ask.closed"].includes(error.code)) return undefined;
          // Whoever missed a Weekly is asked by the next one.
          if (error instanceof BatonError && error.code === "ask.unknown") await w.until("2026-12-07T09:10:00Z");
          else if (!(error instanceof PowerCut)) throw error;
        }
      }
    };
    await again(() => startSurvey(w.relay));
    await w.until("2026-11-30T09:10:00Z");
    for (const person of [...reps.slice(0, 3), ...marketers])
      await again(() => says(w, person, ["list", "fast", person], 4));
    // Where nobody came to ask who puts the wordings together, a Weekly does.
    for (const monday of ["2026-12-07T09:10:00Z", "2026-12-14T09:10:00Z"])
      for (const [side, person] of [
        ["marketing", "mo"],
        ["sales", "sam"],
      ] as const)
        if (!(await store.ask(`wordings/survey_0001/${side}`, person))) await w.until(monday);
    for (const [person, side] of [
      ["mo", "marketing"],
      ["sam", "sales"],
    ] as const)
      await again(() => groups(w, person, side, meaning));
    await w.until("2026-12-22T12:00:00Z");
    const { closesAt: _closesAt, ...view } = await shown(w);
    return { view, writes, stored: await store.survey("survey_0001") };
  };

  test("or about its being settled, once each", async () => {
    const whole = await run({ at: 0, after: false });
    expect(whole.view).toMatchObject({ state: "closed", merged: true, verdict: "shared" });
    expect(whole.writes).toBeGreaterThan(20);
    for (let at = 1; at <= whole.writes; at++)
      for (const after of [false, true]) {
        const { view, stored } = await run({ at, after });
        expect({ at, after, view }).toEqual({ at, after, view: whole.view });
        expect(stored).toHaveProperty("result");
      }
  }, 60_000);
});

describe("the agreement of a survey", () => {
  const found = (survey: object, more: object = {}) =>
    parseAgreement(company({ survey, ...more }), { at: Date.parse(T) }).findings.flatMap(
      ({ code, message, severity }) => (code === "policy.oneStage" ? [] : [`${severity} ${code} ${message}`]),
    );

  test("is fine as it is meant", () => {
    expect(found({ every: "13w" })).toEqual([]);
    expect(found({ every: "90d", atLeast: "100%" })).toEqual([]);
  });

  test.each<[object, string]>([
    [{ every: "1w" }, "error schema.value a survey comes every 28 to 366 days"],
    [{ every: "60w" }, "error schema.value a survey comes every 28 to 366 days"],
    [{ every: "13w2h" }, "error schema.value a survey comes every 28 to 366 days"],
    [{ every: "elapsed 13w" }, "error schema.value a survey comes every 28 to 366 days"],
    [{ every: "13w", atLeast: "0%" }, "error schema.value a match that is reached always, or never"],
    [{ every: "13w", atLeast: "101%" }, "error schema.value a match that is reached always, or never"],
    [{ every: "13w", atLeast: 60 }, "error schema.type"],
    [{ atLeast: "60%" }, 'error schema.required "every" is missing'],
    [{ every: "13w", atLest: "60%" }, 'error schema.key unknown key "atLest"'],
  ])("refuses %j", (survey, expected) => {
    expect(found(survey)).toEqual([expect.stringContaining(expected)]);
  });

  test("warns where a side has too few people for a verdict", () => {
    const { people: everybody } = JSON.parse(company());
    const { mia: _mia, ...fewer } = everybody;
    expect(found({ every: "13w" }, { people: fewer })).toEqual([
      "warning survey.few a verdict takes 3 answers of each side, and 2 people are on the side of marketing",
    ]);
  });
});
