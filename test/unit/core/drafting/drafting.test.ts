import { readFileSync } from "node:fs";
import { type Answers, draftAgreement, exampleOf, judge, questions } from "@baton/core/drafting";
import { check } from "@baton/prover";
import { describe, expect, test } from "vitest";
import { checked } from "../../../helpers/agreements.ts";

const AT = Date.parse("2026-11-24T09:00:00Z");
const example = Object.fromEntries(questions.map((question) => [question.id, exampleOf(question)])) as Answers;
const drafted = (parts: Partial<{ [Q in keyof Answers]: Partial<Answers[Q]> }> = {}) => {
  const answers = Object.fromEntries(
    Object.entries(example).map(([id, own]) => [id, { ...own, ...parts[id as keyof Answers] }]),
  );
  const judged = judge(answers);
  if (judged.state !== "complete") throw new Error(JSON.stringify(judged));
  return draftAgreement(judged.answers);
};
const agreed = (parts?: Parameters<typeof drafted>[0]) => checked(drafted(parts));
const headOf = (text: string) => text.split("\n\n", 1)[0]!;

describe("the drafted agreement", () => {
  test("the example of the documentation is what the questions give as examples, and holds", async () => {
    const file = new URL("../../../../docs/examples/together.answers.json", import.meta.url);
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(example);
    const { findings } = await check(drafted(), { at: AT });
    expect(findings).toEqual([]);
  });

  test("keeps what both said at its head, in their words", () => {
    const head = headOf(
      drafted({ gets: { marketing: "Honest words\nbaton: 2\u2028# and: more", sales: "x ".repeat(200) } }),
    );
    expect(head).toContain(
      "# What must you get from them to do your job?\n#   Mo Adams (marketing): Honest words\n#   baton: 2\n#   # and: more\n",
    );
    expect(head).toContain("# What must you give them so that they can give it?\n");
    expect(Math.max(...head.split("\n").map((line) => line.length))).toBeLessThanOrEqual(120);
  });

  test("has both leads sign, and names each person once", () => {
    const { signers, people, teams } = agreed({
      table: { sales: { name: "Vera Lind", email: "VERA@acme.example" } },
      teams: {
        sales: [
          { name: "Vera Lind", email: "vera@acme.example" },
          { name: "Ana Ruiz", email: "ana@acme.example" },
          { name: "Ana Gil", email: "gil@acme.example" },
        ],
      },
    });
    expect(signers).toEqual({ marketing: "mo", sales: "vera" });
    expect(Object.keys(people)).toEqual(["mo", "vera", "ana", "ana-2", "mia"]);
    expect(teams.sales!.members.map(({ person }) => person)).toEqual(["vera", "ana", "ana-2"]);
    expect(people.mo!.role).toBe("marketing");
    // Nobody is their own manager.
    expect([people.vera!.manager, people.ana!.manager]).toEqual([undefined, "vera"]);
  });

  test("gives ids to names without a letter of ASCII, and never a word of the language", () => {
    const { people } = agreed({
      teams: {
        sales: [
          { name: "漢字", email: "kanji@acme.example" },
          { name: "Manager", email: "7@acme.example" },
        ],
      },
      response: { escalateTo: "kanji@acme.example" },
    });
    expect(Object.keys(people)).toEqual(["mo", "vera", "kanji", "manager-2", "mia"]);
  });

  test("runs its clock by the calendar that most of sales work by, of several the longest", () => {
    const ana = { name: "Ana", email: "ana@acme.example", zone: "Europe/Madrid", hours: "09:00-14:00" };
    const ben = { name: "Ben", email: "ben@acme.example" };
    expect(agreed({ teams: { sales: [ana, ben] } }).sla.lead!.calendar).toBe("berlin");
    expect(agreed({ teams: { sales: [ana, { ...ana, email: "eva@acme.example" }, ben] } }).sla.lead!.calendar).toBe(
      "madrid",
    );
  });

  test("qualifies a lead by so many of the tests, or at once by its source", () => {
    const { score, routing } = agreed({ lead: { needed: 2 } });
    expect(score.qualified).toBe(20);
    expect(score.rules.map(({ name, points }) => `${name} ${points}`)).toEqual([
      "50 people or more 10",
      "Where we sell 10",
      "Asked for what sales offers 10",
      "Decides, by their title 10",
      "Business e-mail 10",
      "Came by website-demo 20",
    ]);
    expect(routing.map(({ name, sla }) => `${name} ${sla}`)).toEqual([
      "Known customers lead",
      "Qualified lead",
      "Not yet none",
    ]);
  });

  test("sends everybody to sales where every source does, so that no rule is left without leads", () => {
    const { routing } = agreed({ sources: { list: [{ name: "Demo", provider: "form", toSales: "all" }] } });
    expect(routing.map(({ name, to }) => `${name} ${to}`)).toEqual([
      "Known customers account.owner",
      "Everyone else sales",
    ]);
  });

  test("derives what both promise, and has the two overrule it", () => {
    const { commitments } = agreed({ goal: { targets: { "qualified-leads": 600, "disposition-in-time": "80%" } } });
    const said = (side: "marketing" | "sales") =>
      commitments[side].map(({ measure, per, atLeast }) => `${measure} ${per} ${atLeast}`);
    expect(said("marketing")).toEqual([
      "qualified-leads quarter 600",
      "acceptance-rate month 0.7",
      "context-completeness month 0.9",
      "requests-in-time month 0.9",
    ]);
    expect(said("sales")).toEqual([
      "contact-in-time month 0.9",
      "disposition-in-time month 0.8",
      "requests-in-time month 0.9",
    ]);
    expect(headOf(drafted({ goal: { targets: { "qualified-leads": 600 } } }))).toContain(
      "The two agreed on 600 qualified leads instead.",
    );
    expect(headOf(drafted({ goal: { targets: {} } }))).not.toContain("agreed on");
  });

  test("promises nothing about requests that nobody may ask", () => {
    const { commitments, requests, sla } = agreed({ requests: { kinds: [] } });
    expect([...commitments.marketing, ...commitments.sales].map(({ measure }) => measure)).not.toContain(
      "requests-in-time",
    );
    expect([requests, Object.keys(sla)]).toEqual([undefined, ["lead"]]);
  });

  test.each([
    [4, 2, { remind: "2026-12-29", from: "2027-01-12" }],
    [0, 2, { remind: "2026-12-01", from: "2026-12-15" }],
    [4, 0, { from: "2026-12-29" }],
    [0, 0, { from: "2026-12-01" }],
  ])("observes for %d weeks, reminds for %d, and then begins", (observeWeeks, remindWeeks, days) => {
    const { rollout } = agreed({ meeting: { begins: "2026-12-01", observeWeeks, remindWeeks } });
    expect(rollout).toEqual({ ...days, modes: { default: "full" } });
  });

  test("says when they meet, and what both want to reach", () => {
    const { review, goals } = agreed();
    expect(review).toMatchObject({ everyWeeks: 2, on: "tue", at: 600, with: ["mo", "vera"] });
    expect(goals).toMatchObject([
      { measure: "won-deals", per: "quarter", atLeast: 40, owners: { marketing: "mo", sales: "vera" } },
    ]);
  });

  test("has a lead that comes too early back when they say, else after a quarter of a year", () => {
    const { reasons } = agreed({
      returns: {
        reasons: [
          { name: "Not now", cause: "timing" },
          { name: "Budget", cause: "other", backAfterDays: 30 },
          { name: "No fit", cause: "fit" },
        ],
      },
    });
    expect(reasons.map(({ recycle }) => recycle?.days)).toEqual([90, 30, undefined]);
  });

  test("hands nothing on where nobody else is there", () => {
    const steps = (sales: Answers["teams"]["sales"]) =>
      agreed({ teams: { sales } }).sla.lead!.stages[0]!.steps.map((step) => step.do);
    expect(steps([{ name: "Ana", email: "ana@acme.example" }])).toEqual(["remind", "escalate"]);
    expect(steps(example.teams.sales)).toEqual(["remind", "escalate", "reassign"]);
  });
});
