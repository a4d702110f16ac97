import { z } from "zod";
import { channels } from "../delivery/index.ts";
import {
  attemptChannels,
  breachCauses,
  closings,
  dealSources,
  dealStates,
  promiseAnswers,
  results,
  sides,
} from "../facts/codes.ts";
import { facts, instant, spentShape } from "../facts/schema.ts";
import { actions, noticeKinds } from "../lead/lead.ts";

const person = z.string().describe("A person's id in the agreement.");
const scalar = z.union([z.string(), z.number(), z.boolean()]);
const value = z.union([scalar, z.array(z.string()).describe("Several of the values that the agreement lists.")]);
const values = z.record(z.string(), value);
const owner = z.object({ known: z.boolean(), owner: z.string().optional() });
const account = owner.extend({
  ae: z.string().optional(),
  csm: z.string().optional(),
  tier: z.string().optional(),
  parent: z.string().optional(),
  fields: z.record(z.string(), scalar).optional(),
});

const candidates = z.array(
  z.object({
    person,
    standsIn: person.optional().describe("For whom, who is on leave."),
    excluded: z.string().optional().describe("Why they did not get it, in words."),
  }),
);

const inputs = z
  .object({
    source: z.string(),
    test: z.boolean(),
    receivedAt: instant,
    fields: values.describe("The lead's fields as they were."),
    changed: z
      .record(z.string(), value.nullable())
      .optional()
      .describe("What fields were that are something else by now; null for those that were not there."),
    person: owner,
    account,
    touches: z
      .array(z.object({ at: instant, touch: z.string(), facts: z.record(z.string(), scalar) }))
      .describe("Those that counted."),
    loads: z.record(
      z.string(),
      z.object({
        open: z.number(),
        day: z.string(),
        today: z.number(),
        week: z.string().optional(),
        thisWeek: z.number().optional(),
        month: z.string().optional(),
        thisMonth: z.number().optional(),
      }),
    ),
    tables: z
      .record(z.string(), z.record(z.string(), scalar))
      .optional()
      .describe("What rows of tables said of the lead, of tables that rules ask."),
    absences: z
      .array(z.object({ person, from: z.string(), until: z.string(), deputy: person.optional() }))
      .optional()
      .describe("What those who were looked at had said of their leave, beside the agreement."),
    counted: z.array(z.string()).optional().describe("Whose loads included it already: people and teams."),
    unclaimed: z
      .array(z.string())
      .optional()
      .describe("Teams to whom it had been offered by then, of which nobody claimed it."),
    kept: z
      .object({ rule: z.string(), score: z.number(), band: z.string().nullable() })
      .optional()
      .describe("What an earlier decision said, and still holds while the lead waits for somebody."),
  })
  .meta({ id: "DecisionInputs", description: "What the decision rested on; absent when it was erased." });

const decision = z
  .object({
    version: z.number(),
    at: instant,
    score: z.number(),
    band: z.string().nullable(),
    qualified: z.boolean().nullable(),
    segment: z.string().optional().describe("The customer segment that it was of."),
    value: z.number().optional().describe("What a lead of that segment is worth, as the agreement has it."),
    motion: z.enum(sides).optional().describe("Which side's leads such ones are."),
    rule: z.string().nullable(),
    to: z.string().nullable(),
    policy: z.string().nullable(),
    team: z.string().nullable(),
    candidates,
    turns: z
      .record(z.string(), z.object({ seq: z.number(), credits: z.record(z.string(), z.number()) }))
      .describe(
        "The turns that were taken for it, by rotation: of which number, and what those who could take it were owed, in millionths of a turn.",
      ),
    waited: z
      .object({ from: instant, candidates })
      .optional()
      .describe("Since when nobody had it, and why nobody could take it then."),
    inputs: inputs.optional(),
  })
  .meta({ id: "Decision", description: "Why the lead went where it went." });

const step = z
  .object({
    id: z.string(),
    do: z.enum(["remind", "escalate", "reassign"]),
    to: z.string().optional(),
    at: instant,
    within: z.boolean().describe("Whether it lies within the promised window, and so starts again for a new owner."),
    elapsed: z.boolean().describe("By the wall clock, so that pauses do not stretch it."),
    was: z.string().optional(),
    state: z.enum(["pending", "fired", "skipped"]),
    doneAt: instant.optional(),
  })
  .meta({ id: "ClockStep" });

const clock = z
  .object({
    version: z.number().describe("The agreement's version the clock runs by."),
    policy: z.string(),
    stage: z.string(),
    kind: z
      .enum(["try", "answer"])
      .optional()
      .describe("Which of the stage's windows it is: until the next try, or for an answer to who asked again."),
    attempts: z.number().optional().describe("Tries that were made in the stage."),
    holder: person.optional(),
    zone: z.string().optional().describe("Where the lead is whose contact hours it runs in, as far as that is known."),
    startedAt: instant,
    respondBy: instant.describe("The end of the window."),
    firstRespondBy: instant,
    steps: z.array(step),
    heldUntil: instant.optional(),
    snoozedUntil: instant.optional(),
    snoozedFrom: instant.optional(),
    pausedMs: z.number().optional(),
  })
  .meta({ id: "Clock" });

const response = z
  .object({
    action: z.enum(actions),
    by: person.nullable(),
    at: instant,
    stage: z.string(),
    lateMs: z.number().optional().describe("In working time; absent when in time."),
    pausedMs: z.number().optional(),
    reason: z.string().optional(),
    to: z.string().optional(),
    until: z.string().optional(),
    channel: z.enum(attemptChannels).optional().describe("How somebody was tried."),
    note: z.string().optional(),
    undone: z.literal(true).optional().describe("It turned out not to have taken place, or was taken back."),
    evidence: z
      .object({
        source: z.string(),
        delivery: z.string().optional(),
        channel: z.enum(channels),
        event: z.string(),
        key: z.string(),
      })
      .optional()
      .describe("What showed it, when it was not a person's own word."),
  })
  .meta({ id: "Response" });

const notice = z
  .object({
    id: z.string(),
    kind: z.enum(noticeKinds),
    to: z.string(),
    window: z.number().optional().describe("The window whose end without a response it tells of."),
    at: instant,
    retryAt: instant,
    retries: z.number(),
    heldUntil: instant.optional().describe("Until when it waits, as its recipient does not want to be disturbed."),
    step: z.string().optional(),
    other: z.string().optional(),
  })
  .meta({ id: "Notice", description: "A mail that has not been sent yet." });

const window = z
  .object({
    stage: z.string(),
    policy: z.string(),
    holder: person.nullable(),
    side: z.enum(sides).nullable(),
    startedAt: instant,
    promisedBy: instant.describe("Its end as it was promised when it began."),
    respondBy: instant.describe("Its end as it is now."),
    breachedAt: instant.optional().describe("When it ended without a response."),
    cause: z.enum(breachCauses).optional().describe("Why, as far as it is known."),
    told: z.array(person).optional(),
    withdrawnAt: instant.optional().describe("When it turned out that there had been a response in time."),
    ended: z.object({ at: instant, result: z.enum(results), by: person.nullable(), ...spentShape }).optional(),
  })
  .meta({ id: "Window", description: "Somebody's window in a stage, with what became of it." });

/** A lead as the API tells it. The type is inferred from here, and the API's description is made of it. */
export const wholeLeadSchema = z.object({
  id: z.string(),
  revision: z.number(),
  source: z.string(),
  provider: z.string(),
  delivery: z.string(),
  test: z.boolean(),
  fields: values,
  extra: z
    .record(z.string(), z.object({ value: value, reason: z.string().optional() }))
    .describe("What was sent and no rule can use."),
  person: z
    .object({ id: z.string(), known: z.boolean(), identities: z.array(z.string()) })
    .optional()
    .describe("Who they are across leads; absent without e-mail address and phone number."),
  touched: z.literal(true).optional(),
  previous: z.string().optional(),
  createdAt: instant,
  score: z
    .object({
      total: z.number(),
      band: z.string().nullable(),
      reasons: z.array(z.object({ name: z.string(), points: z.number() })),
    })
    .nullable()
    .describe("Null before anything was scored."),
  decision,
  owner: person.nullable(),
  owners: z.array(z.object({ person, from: instant, how: z.enum(["routed", "reassigned", "taken", "claimed"]) })),
  stage: z.string().describe("The policy's stage, `waiting`, `offered`, `fetching`, `unrouted` or `closed`."),
  fetching: z.object({ state: z.enum(["token", "later", "gone"]), message: z.string(), since: instant }).optional(),
  clock: clock.optional(),
  responses: z.array(response),
  closed: z
    .object({
      at: instant,
      as: z.enum(closings),
      reason: z.string().optional(),
      into: z.string().optional().describe("The lead whose story it became part of."),
    })
    .optional(),
  recycle: z
    .object({ at: instant, reason: z.string(), by: person })
    .optional()
    .describe("It is parked: when it comes back, why it was, and who said so."),
  notices: z.array(notice),
  counted: z.boolean(),
  team: z
    .string()
    .optional()
    .describe("Whose it is now, where it has gone over from the team it was decided for to another one."),
  countedTeam: z.string().optional().describe("The team whose load includes it."),
  waiting: z
    .object({ until: instant, team: z.string().optional() })
    .optional()
    .describe(
      "In stage `waiting`: until when it waits for those whom its rule names first. In stage `offered`: until when the team may claim it.",
    ),
  offered: z.array(z.string()).optional().describe("Teams that it was offered to, by the decision that it has."),
  offeredTo: z.array(person).optional().describe("Everybody it was ever offered to."),
  joined: z.array(z.string()).optional(),
  takenBack: z.array(z.string()).optional(),
  held: z.boolean().optional(),
  handed: z.record(z.string(), instant).optional(),
  unreached: z
    .object({ owner: z.number(), people: z.array(z.string()), untold: z.array(z.string()).optional() })
    .optional(),
  reviewAt: instant.optional(),
  keptDays: z.number().optional(),
  forgottenAt: instant.optional(),
  deals: z
    .array(
      z.object({
        id: z.string(),
        state: z.enum(dealStates),
        at: instant.describe("When it came to be so."),
        openedAt: instant.describe("When it was first known of."),
        amount: z
          .object({ currency: z.string(), amount: z.string() })
          .optional()
          .describe("A decimal number, exact, in a currency of ISO 4217."),
        reason: z.string().optional().describe("Why it was lost."),
        source: z.enum(dealSources),
      }),
    )
    .optional()
    .describe("What came of it."),
  feedback: z
    .object({ at: instant, promise: z.enum(promiseAnswers).optional() })
    .optional()
    .describe("What sales said of it to marketing last; the words are with the fact."),
  windows: z.array(window),
  dueAt: instant.nullable().describe("The next step of the clock."),
  facts: z.array(
    z.intersection(
      z.object({
        id: z.string(),
        words: z.record(z.string(), z.string()).optional().describe("What people typed, said or are called."),
      }),
      z.discriminatedUnion("is", facts).meta({ id: "Fact", description: "Something that happened to the lead." }),
    ),
  ),
  timeline: z.array(z.object({ at: instant, is: z.string(), text: z.string() })).describe("The same in sentences."),
});

export type WholeLead = z.infer<typeof wholeLeadSchema>;
