import { draftAgreement } from "@baton/core/drafting";
import { check } from "@baton/prover";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { randomAnswers } from "../../../helpers/random/random-answers.ts";

const AT = Date.parse("2026-11-24T09:00:00Z");
const headOf = (text: string) => text.split("\n\n", 1)[0]!;

describe("promise: what two leads answer becomes an agreement that holds", () => {
  test("whatever they answer, and however they write it", async () => {
    await fc.assert(
      fc.asyncProperty(randomAnswers, async (answers) => {
        const text = draftAgreement(answers);
        const { ok, findings } = await check(text, { at: AT });
        expect({ ok, findings: findings }).toEqual({ ok: true, findings: [] });
        // What they say stands in comments, and nowhere else.
        expect(
          headOf(text)
            .split("\n")
            .every((line) => line.startsWith("#")),
        ).toBe(true);
        expect(parse(text)).toMatchObject({ baton: 1, currency: answers.goal.currency });
      }),
      { numRuns: 25 },
    );
  }, 120_000);
});
