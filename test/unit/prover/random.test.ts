import { parseAgreement } from "@baton/core/agreement";
import { normalise } from "@baton/core/fields";
import {
  choose,
  compileBest,
  everyTarget,
  knownOwners,
  type Means,
  ownersIn,
  ownersNamed,
  periodsAt,
} from "@baton/core/rules";
import { dryRun, ruleOn } from "@baton/explain";
import { prove } from "@baton/prover";
import type { Loads } from "@baton/prover/claims/problem";
import { expect, test } from "vitest";
import { PUBLISHED } from "../../helpers/agreements.ts";
import {
  fieldsAsked,
  languages,
  leadAbout,
  randomAgreement,
  randomOf,
  reference,
  withTargets,
  worldOf,
} from "../../helpers/random/random-agreements.ts";
import { again, named, seedsOf } from "../../helpers/random/seeds.ts";

/** More seeds find more: `SEEDS=0-5000`. */
const seeds = seedsOf(500, { first: 0, slices: 4 });
/** Leads that brute force looks at, for each agreement. */
const GRID = Number(process.env.BATON_PROOF_GRID ?? 60);
/** One counterexample in so many goes through a whole dry run. */
const WHOLE = 8;
const DAY = 86_400_000;

test(`${seeds.length} random agreements: brute force finds no gap that is not reported, and decisions bear out what is`, async () => {
  const seen: Record<string, number> = {};
  for (const seed of seeds) {
    const random = randomOf(seed);
    const made = randomAgreement(random);
    // Few large ones, since they take as long as many small ones and hardly show more.
    if (made.routing.length > 12 && seed % 20 !== 0) {
      made.routing.length = 12;
      const whole = JSON.parse(made.text);
      made.text = JSON.stringify({ ...whole, routing: whole.routing.slice(0, 12) });
    }
    const text = withTargets(random, made);
    const described = `agreement of seed ${seed}: ${text}\n${again(seed, "test/unit/prover/random.test.ts")}`;
    const parsed = parseAgreement(text, { at: PUBLISHED });
    if (!parsed.ok) throw new Error(described);
    const { agreement } = parsed;
    const rulebook = await compileBest(agreement, 1);
    const findings = await prove(
      { ...parsed, locate: (path) => ({ line: Number(path[1] ?? -1), column: 1 }) },
      { at: PUBLISHED },
    );
    for (const { code } of findings) seen[code] = (seen[code] ?? 0) + 1;
    const found = (code: string, line: number) =>
      findings.some((finding) => finding.line === line && (finding.code === code || finding.code === "route.unproven"));

    const ownerOf = async (
      position: number,
      at: number,
      known: Means["known"],
      fields: Means["fields"],
      loads: Loads = {},
    ) => {
      const rule = agreement.routing[position]!;
      const { owner } = await choose(rulebook, everyTarget(rule), {
        at,
        known,
        fields,
        rule,
        window: undefined,
        turn: async () => ({ seq: seed, credits: {} }),
        loads: async (ids) => {
          const load = (id: string) => ({ open: 0, today: 0, ...loads[id], ...periodsAt(rulebook.zone(id), at) });
          return Object.fromEntries(ids.map((id) => [id, load(id)]));
        },
      });
      return owner;
    };

    for (const [n, { code, line, counterexample }] of findings.entries()) {
      if (!code.startsWith("route.") || !counterexample?.lead) continue;
      const at = Date.parse(counterexample.at!);
      const { lead } = counterexample;
      const { facts, route } = await ruleOn(rulebook, lead, at);
      const rule = route?.name ?? null;
      const reported = agreement.routing[line]?.name ?? null;
      const context = `${code} ${line} ${JSON.stringify(counterexample)} ${described}`;
      if (code === "route.unreachable") expect([rule, rule === reported], context).toEqual([expect.any(String), false]);
      else expect(rule, context).toBe(reported);
      if (code === "route.noOwner") {
        const known: Means["known"] = Object.fromEntries(
          [...ownersNamed, "table.land.owner"].flatMap((who) =>
            facts[who] === undefined ? [] : [[who, lead[who] as string]],
          ),
        );
        const fields: Means["fields"] = lead.language === undefined ? {} : { language: lead.language as string };
        expect(await ownerOf(line, at, known, fields, lead.loads as Loads), context).toBeNull();
      }
      // A whole dry run explains itself, which takes time.
      if (n % WHOLE !== seed % WHOLE) continue;
      const whole = await dryRun(rulebook, { lead, at });
      expect(whole.rule, context).toBe(rule);
      if (code === "route.noOwner" || code === "route.uncovered") expect(whole.owner, context).toBeNull();
    }

    const decideBy = reference(made);
    const asked = fieldsAsked(made);
    for (let n = 0; n < GRID; n++) {
      const { fields: given, known } = leadAbout(random, asked);
      const { fields } = await normalise(given, agreement.fields);
      const { rule } = decideBy(worldOf({ fields, known }));
      const context = () => `${JSON.stringify({ fields, known, rule })} ${described}`;
      if (rule === null) {
        if (!found("route.uncovered", -1)) expect.unreachable(`not reported as uncovered: ${context()}`);
        continue;
      }
      const position = agreement.routing.findIndex(({ name }) => name === rule);
      const finding = findings.find(({ code, line }) => code === "route.unreachable" && line === position);
      if (finding) expect.unreachable(`reached, and called unreachable: ${finding.message} ${context()}`);
      if (n % 10 !== 0 || found("route.noOwner", position)) continue;
      const language = languages[Math.floor(random() * (languages.length + 1))];
      const owner = await ownerOf(
        position,
        PUBLISHED + (n % 60) * DAY,
        {
          ...knownOwners(known.person, known.account),
          ...ownersIn(known.tables),
        },
        language === undefined ? {} : { language },
      );
      if (owner === null) expect.unreachable(`nobody takes it, and that is not reported: ${context()}`);
    }
  }
  if (named) return console.log(seen);
  for (const code of ["route.uncovered", "route.unreachable", "route.noOwner"])
    expect(seen[code]).toBeGreaterThan(seeds.length / 10);
  // What is possible by what the solver knows has an example, but for very few.
  expect(seen["route.unproven"] ?? 0).toBeLessThan(seeds.length / 20);
}, 300_000);
