import { MOST_TICKETS, stateSchema } from "@baton/explain";
import { answer, failure, instantText, jsonBody, z } from "../schemas.ts";
import { apiRoute } from "../scopes.ts";

/** What the API says of a dry run. */

const value = z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]).nullable();
const shown = z.union([z.string(), z.number(), z.boolean()]);

const verdict = z
  .object({
    score: z.number(),
    band: z.string().nullable(),
    reasons: z.array(z.object({ name: z.string(), points: z.number() })),
    rule: z.string().nullable(),
    tables: z
      .record(z.string(), z.record(z.string(), shown))
      .optional()
      .describe("What rows of tables say of it, of tables that rules ask."),
    owner: z.string().nullable(),
    offered: z.string().optional().describe("The team of which whoever claims it first has it."),
    candidates: z.array(z.object({ person: z.string(), excluded: z.string().optional() })),
    offDuty: z.array(z.string()).describe("Candidates who are not at work at that instant."),
    sla: z.string().nullable(),
    zone: z
      .object({ zone: z.string(), by: z.enum(["phone", "region", "country"]) })
      .nullable()
      .optional()
      .describe("Where the lead is, if its clock runs in contact hours there; null where that is not known."),
    steps: z.array(z.object({ stage: z.string(), do: z.string(), to: z.string().optional(), at: z.string() })),
    problem: z.string().optional().describe("Why there are no steps: the clock's calendar has no working time."),
    passed: z
      .array(
        z.object({
          rule: z.string(),
          failed: z.array(z.object({ field: z.string(), expected: z.string(), found: value })),
        }),
      )
      .describe(
        "The routing rules before the one that takes the lead, all if none does, and the tests each failed by.",
      ),
    next: z
      .union([
        z.object({
          outcome: z.object({
            score: z.number(),
            band: z.string().nullable(),
            rule: z.string().nullable(),
            owner: z.string().nullable(),
            sla: z.string().nullable(),
          }),
          changes: z.array(z.object({ field: z.string(), from: value, to: value, words: z.string() })),
        }),
        z.object({ beyond: z.string() }),
      ])
      .nullable()
      .describe(
        "The fewest changes, three at most, that lead to a better outcome: being taken at all, else a higher band, else an earlier rule with no lower score. null: none of the values that rules name leads there. `beyond`: there was more to try than time for it.",
      ),
    extra: z
      .record(z.string(), z.object({ value: shown, reason: z.string().optional() }))
      .optional()
      .describe("What of the lead no rule can use."),
  })
  .openapi("Verdict");

export const decideLead = apiRoute("decideLead", "read", {
  method: "post",
  path: "/api/decide",
  summary: "What the active agreement would make of a lead; nothing is stored",
  request: {
    body: jsonBody(
      z.object({
        lead: z
          .record(z.string(), z.unknown())
          .describe(
            "Fields by name, and what is assumed of the world: source, test, receivedAt, person.known, person.owner, account.known, account.owner, table.NAME.COLUMN, touches, loads. It comes before `state`.",
          ),
        at: instantText.optional(),
        ticket: z.number().int().min(1).max(MOST_TICKETS).optional(),
        state: stateSchema.optional(),
      }),
    ),
  },
  responses: {
    200: answer(
      "Score, rule, owner, candidates and the steps of the first stage; which rules passed the lead over, and what would have to change for the next better outcome.",
      verdict,
    ),
    400: answer("Bad request", failure),
  },
});
