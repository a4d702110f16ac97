import { parseAgreement } from "@baton/core/agreement";
import { choose, exclusionInWords, noLoad, taker } from "@baton/core/rules";
import { check } from "@baton/prover";
import { describe, expect, test } from "vitest";
import { besideStages, PUBLISHED, people, rulebookOf, small } from "../../../helpers/agreements.ts";

const T = Date.parse("2026-11-24T10:00:00Z");
const staff = people({
  ana: { languages: ["es", "en"], skills: ["solar"] },
  ben: { languages: ["de-AT"], skills: ["Wind", "solar"] },
  cid: {},
  sam: { manager: "vera" },
  vera: { manager: undefined },
});

const agreement = (team: object, route: object = {}, parts: object = {}) =>
  small({
    people: staff,
    teams: { sales: { members: ["ana", "ben", "cid"], manager: "sam", ...team }, rest: { members: ["sam"] } },
    fields: { product: { type: "string", values: ["solar", "wind", "hydro"] } },
    routing: [{ name: "All", to: "sales", else: "rest", sla: "fast", ...route }],
    ...parts,
  });

/** Who could take a lead with such fields, and why the others could not. */
async function asked(
  text: string,
  fields: Record<string, string> = {},
  { known = {}, at = T, excluded }: { known?: object; at?: number; excluded?: string[] } = {},
) {
  const rulebook = rulebookOf(text);
  const rule = rulebook.agreement.routing[0]!;
  const choice = await choose(rulebook, [rule.to, ...rule.else.filter((one) => typeof one === "string")], {
    at,
    known,
    fields,
    rule,
    window: undefined,
    turn: async () => ({ seq: 1, credits: {} }),
    loads: async (ids) => Object.fromEntries(ids.map((id) => [id, noLoad])),
    ...(excluded && { excluded }),
  });
  const reasons = choice.candidates.map(({ person, excluded }) =>
    !excluded ? person : `${person}: ${excluded.code === "turn" ? "could" : exclusionInWords(excluded)}`,
  );
  return { ...choice, reasons };
}

describe("who is required to match", () => {
  test("speaks the lead's language; a lead without one is anybody's", async () => {
    const text = agreement({ require: ["languages"] });
    expect((await asked(text, { language: "de" })).reasons).toEqual([
      "ana: does not speak the language",
      "ben",
      "cid: does not speak the language",
    ]);
    expect((await asked(text)).reasons).toEqual(["ana", "ben: could", "cid: could"]);
    const other = await asked(text, { language: "fr" });
    expect([other.owner, other.team]).toEqual(["sam", "rest"]);
  });

  test("has a skill that one of the lead's values names, or one that is listed", async () => {
    const named = agreement({ require: ["skills"] });
    expect((await asked(named, { product: "wind" })).owner).toBe("ben");
    expect((await asked(named, { product: "solar" })).reasons).toEqual([
      "ana",
      "ben: could",
      "cid: does not have the skill",
    ]);
    // No skill is called so.
    expect((await asked(named, { product: "hydro" })).reasons).toEqual(["ana", "ben: could", "cid: could"]);
    expect((await asked(agreement({}, { require: [{ skills: ["wind"] }] }))).owner).toBe("ben");
    expect((await asked(agreement({}, { require: [{ languages: ["ES", "de"] }] }))).reasons).toEqual([
      "ana",
      "ben: could",
      "cid: does not speak the language",
    ]);
  });

  test("by the rule besides what the team requires, and a person who is the target too", async () => {
    const both = agreement({ require: ["languages"] }, { require: [{ skills: ["solar"] }] });
    expect((await asked(both, { language: "es" })).owner).toBe("ana");
    const alone = agreement({}, { to: "ana", require: ["languages"] });
    expect((await asked(alone, { language: "es" })).owner).toBe("ana");
    // Whoever takes it: those who come after too.
    expect((await asked(alone, { language: "de" })).owner).toBeNull();
  });

  test("knows the customer, where that is required", async () => {
    const text = agreement({ require: ["familiar"] });
    expect((await asked(text, {}, { known: { "account.owner": "cid" } })).owner).toBe("cid");
    expect((await asked(text)).owner).toBe("sam");
  });
});

describe("who is preferred", () => {
  test("comes first of those who can answer soonest, what is named first before the rest, as far as anybody does", async () => {
    const text = agreement({ prefer: ["languages", "skills"] });
    expect((await asked(text, { language: "de", product: "solar" })).reasons).toEqual([
      "ana: others speak the language",
      "ben",
      "cid: others speak the language",
    ]);
    expect((await asked(text, { language: "fr", product: "solar" })).reasons).toEqual([
      "ana",
      "ben: could",
      "cid: others have the skill",
    ]);
    expect((await asked(text, { language: "fr" })).reasons).toEqual(["ana", "ben: could", "cid: could"]);
  });

  test("by the rule instead of by the team", async () => {
    const text = agreement({ prefer: ["languages"] }, { prefer: [{ skills: ["wind"] }] });
    expect((await asked(text, { language: "es" })).owner).toBe("ben");
  });

  test("is who knows the customer where nothing is said, and nobody where the list is empty", async () => {
    const known = { "person.owner": "cid" };
    expect((await asked(agreement({}), {}, { known })).owner).toBe("cid");
    expect((await asked(agreement({ prefer: [] }), {}, { known })).owner).toBe("ana");
  });
});

describe("what cannot be meant", () => {
  const findings = (text: string) =>
    besideStages(parseAgreement(text, { at: PUBLISHED }).findings).map(({ message }) => message);
  test.each([
    [agreement({ require: [{ skills: ["soler"] }] }), 'unknown skill "soler"; did you mean "solar"?'],
    [
      agreement({ prefer: ["language"] }),
      'expected languages, skills, familiar, found "language"; did you mean "languages"?',
    ],
    [agreement({}, { require: [{ languages: ["fr"] }] }), 'unknown language "fr"'],
    [agreement({}, { to: [{ team: "sale", share: 1 }] }), 'unknown team "sale"; did you mean "sales"?'],
    [
      agreement({}, { else: [{ wait: "1h" }, { wait: "1h" }] }),
      "two waits in a row are one; give a person or a team between them",
    ],
    [agreement({}, { to: undefined }), '"to" is missing'],
    [agreement({}, { to: [{ team: "sales", share: "0%" }] }), "a share of nothing: leave the team out"],
  ])("is refused with words (%#)", (text, message) => {
    expect(findings(text)).toEqual([message]);
  });
});

describe("teams that share a rule's leads", () => {
  const shared = (parts: object = {}) =>
    agreement(
      {},
      {
        to: [
          { team: "sales", share: 75 },
          { team: "rest", share: "25%" },
        ],
        else: [],
      },
      parts,
    );

  test("take turns by their shares, whoever of them takes a lead then", async () => {
    const first = await asked(shared());
    expect(first.turns["rule/All"]).toEqual({ seq: 1, credits: {} });
    expect([first.team, first.owner]).toEqual(["sales", "ana"]);
    expect(first.reasons.at(-1)).toBe("sam: it was sales's turn");
    const { to } = rulebookOf(shared()).agreement.routing[0]!;
    expect(to).toEqual([
      { team: "sales", share: 75 },
      { team: "rest", share: 25 },
    ]);
    expect(
      taker(
        {},
        (to as { team: string; share: number }[]).map(({ team, share }) => ({ who: team, weight: share })),
      ),
    ).toBe("sales");
  });

  test("are asked for none of it where only one can take the lead", async () => {
    const { turns, owner } = await asked(
      shared({ people: { ...staff, sam: { ...staff.sam, away: [{ from: "2026-11-24", to: "2026-11-24" }] } } }),
    );
    expect(Object.keys(turns)).toEqual(["team/sales"]);
    expect(owner).toBe("ana");
  });
});

describe("the prover", () => {
  const problems = async (text: string) => {
    const { findings } = await check(text, { at: PUBLISHED });
    return besideStages(findings).map(({ code, message, counterexample }) => ({
      code,
      message,
      lead: counterexample?.lead,
    }));
  };

  test("finds the lead that nobody matches, and none where the next target takes it", async () => {
    const [found, ...others] = await problems(agreement({ require: ["languages"] }, { else: [] }));
    expect(others).toEqual([]);
    expect(found).toMatchObject({ code: "route.noOwner", lead: { language: expect.any(String) } });
    expect(["es", "en", "de"]).not.toContain(found!.lead!.language);
    expect(found!.message).toContain("does not speak the language");
    expect(await problems(agreement({ require: ["languages"] }))).toEqual([]);
  });

  test("sees that rules leave no such lead", async () => {
    const routing = [
      { name: "Spanish", when: { language: ["es", "de"] }, to: "sales", sla: "fast" },
      { name: "Rest", to: "rest", sla: "fast" },
    ];
    expect(await problems(agreement({ require: ["languages"] }, {}, { routing }))).toEqual([]);
  });

  test("finds the lead whose value names a skill that nobody there has", async () => {
    const found = await problems(agreement({ members: ["ana", "cid"], require: ["skills"] }, { else: [] }));
    expect(found).toMatchObject([{ code: "route.noOwner", lead: { product: "wind" } }]);
  });

  test("finds a team that can be full together, unless its leads wait", async () => {
    const limited = { capacity: { perWeek: 30 } };
    expect(await problems(agreement(limited, { else: [] }))).toMatchObject([
      { code: "route.noOwner", message: expect.stringContaining('team "sales" can be full (capacity.perWeek 30)') },
    ]);
    expect(await problems(agreement(limited, { else: [{ wait: "2h" }] }))).toEqual([]);
  });
});
