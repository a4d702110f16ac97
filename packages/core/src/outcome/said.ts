import { z } from "zod";
import { dealSources, dealStates, type Via } from "../facts/codes.ts";
import { LONGEST_DEAL } from "../lead/deals/deal.ts";
import { readAmount } from "../money/index.ts";
import type { Outcome } from "./report.ts";

const text = (most: number) => z.string().trim().min(1).max(most);

/** What became of a deal, as systems tell it: by the API, by a webhook's `data`, and by the columns of a file. */
export const saidOutcome = z
  .object({
    person: z.object({ email: text(320) }).optional(),
    deal: text(LONGEST_DEAL).optional().describe("What the deal is called in the CRM; the same one counts once."),
    state: z.enum(dealStates),
    amount: z
      .union([text(40), z.number().min(0)])
      .optional()
      .describe('A decimal number, best as text: "12500.00".'),
    currency: text(3).optional().describe("ISO 4217; needed with an amount."),
    reason: text(100).optional().describe("Why it is lost: an agreed reason's id, where there are any."),
    source: z
      .enum(dealSources)
      .optional()
      .describe("Whose doing the deal is; if absent, marketing's where a lead led to it."),
    at: z
      .string()
      .refine((instant) => !Number.isNaN(Date.parse(instant)), "expected an instant such as 2026-11-24T09:00:00Z")
      .describe("When it came to be so, ISO 8601."),
  })
  .meta({ id: "Outcome" });
export type SaidOutcome = z.infer<typeof saidOutcome>;

/** An outcome as another system told it. Throws `money.amount`, `money.currency` or `outcome.subject`. */
export function outcomeOf({ person, amount, currency, at, ...said }: SaidOutcome, via: Via): Outcome {
  return {
    ...said,
    who: person,
    at: Date.parse(at),
    evidence: "observed",
    via,
    ...(amount !== undefined && { amount: readAmount(amount, currency) }),
  };
}
