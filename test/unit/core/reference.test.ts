import { decide } from "@baton/core/decide";
import { factsOf } from "@baton/core/fields";
import { noLoad } from "@baton/core/route";
import { compileAgreement } from "@baton/core/rulebook";
import { fold } from "@baton/core/text";
import { expect, test } from "vitest";
import { indexed } from "../../../packages/core/src/rulebook/rule-index.ts";
import { checked } from "../../helpers/agreements.ts";
import {
  type RandomLead,
  randomAgreement,
  randomLead,
  randomOf,
  reference,
  worldOf,
} from "../../helpers/random-agreements.ts";

const AGREEMENTS = 200;
const LEADS = 10_000;
/** One lead in so many meets an agreement, each time others, for the sake of time. */
const MET = 5;
/** One lead in so many also goes all the way through `decide`. */
const WHOLE = 500;

const lists = new Set(["email.free", "email.disposable"]);

const described = (agreement: number, lead: number, given: RandomLead, text: string) =>
  `agreement of seed ${agreement}, lead of seed ${lead}\n${JSON.stringify(given)}\n${text}\n`;

const agreements = Array.from({ length: AGREEMENTS }, (_, seed) => {
  const agreement = randomAgreement(randomOf(seed));
  return {
    text: agreement.text,
    rulebook: compileAgreement(checked(agreement.text), 1, indexed),
    expected: reference(agreement),
  };
});
const leads = Array.from({ length: LEADS }, (_, seed) => randomLead(randomOf(seed)));

test(`${LEADS} random leads and ${AGREEMENTS} random agreements decide as the language has it`, async () => {
  const worlds = leads.map(worldOf);
  // All of them declare the same fields.
  const { fields: declared } = agreements[0]!.rulebook.agreement;
  const known = await Promise.all(leads.map(({ fields, known }) => factsOf(fields, known, lists, declared)));
  let taken = 0;
  for (const [seed, { text, rulebook, expected }] of agreements.entries()) {
    for (let n = seed % MET; n < LEADS; n += MET) {
      const facts = known[n]!;
      const wanted = expected(worlds[n]!);
      const { total, band } = rulebook.score(facts);
      facts.score = total;
      facts.band = band === null ? undefined : fold(band);
      const rule = rulebook.route(facts)?.name ?? null;
      facts.score = facts.band = undefined;
      if (rule !== null) taken++;
      // Asked first, because so many expectations would take minutes.
      if (rule !== wanted.rule || total !== wanted.score || band !== wanted.band)
        expect({ rule, score: total, band }, described(seed, n, leads[n]!, text)).toEqual(wanted);
    }
  }
  // Were nearly all taken, or nearly none, little would have been compared.
  const share = (taken * MET) / (AGREEMENTS * LEADS);
  expect(share).toBeGreaterThan(0.2);
  expect(share).toBeLessThan(0.9);
}, 60_000);

test("they do so on the whole way from fields to a decision", async () => {
  for (const [seed, { text, rulebook, expected }] of agreements.entries()) {
    for (let n = seed % WHOLE; n < LEADS; n += WHOLE) {
      const { fields, known } = leads[n]!;
      const verdict = await decide(rulebook, fields, known, {
        at: known.receivedAt,
        known: {},
        ticket: async () => 1,
        loads: async (people) => Object.fromEntries(people.map((id) => [id, noLoad])),
      });
      const decided = { rule: verdict.route?.name ?? null, score: verdict.score.total, band: verdict.score.band };
      expect(decided, described(seed, n, leads[n]!, text)).toEqual(expected(worldOf(leads[n]!)));
    }
  }
}, 60_000);
