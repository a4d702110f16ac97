import { z } from "zod";
import { channels } from "../delivery/index.ts";
import { candidate } from "../rules/exclusion-schema.ts";
import {
  attemptChannels,
  breachCauses,
  causes,
  closings,
  dealSources,
  dealStates,
  evidenced,
  handings,
  handoverNeeds,
  judgements,
  meetingsOff,
  promiseAnswers,
  results,
  sides,
  stageKinds,
  verdicts,
  ways,
} from "./codes.ts";

/** ISO 8601. */
export const instant = z.string().meta({ format: "date-time" });
const person = z.string().meta({ description: "A person's id in the agreement." });
const ms = z.number();

const step = z
  .object({ do: z.enum(["remind", "escalate", "reassign"]), at: instant })
  .meta({ id: "StepOf", description: "A step of a ladder, by what it does and when." });

const pathTouch = z
  .object({ campaign: z.string(), touch: z.string(), beforeMs: ms })
  .meta({ id: "PathTouch", description: "A touch on the way to a request: of which campaign, and how long before." });

const origin = {
  campaign: z.string().nullable(),
  path: z.array(pathTouch).describe("The way to it, nearest touch first, at most fifty."),
};

/** Whole minor units as text, because they may exceed what a number holds. */
export const amount = z
  .object({ minor: z.string(), currency: z.string() })
  .meta({ id: "Amount", description: "Minor units (cents) and the ISO 4217 code." });

export const dealReport = {
  deal: z.string(),
  state: z.enum(dealStates),
  amount: amount.optional(),
  reason: z.string().optional().describe("Why it was lost."),
  source: z.enum(dealSources),
  by: person.nullable(),
  evidence: z.enum(evidenced),
  via: z.enum(ways),
};

export const dealWay = {
  touches: z.array(z.object({ campaign: z.string(), beforeMs: ms })),
  handRaise: z.string().nullable().describe("The campaign of the hand-raise."),
  lookbackMs: ms.describe("Touches longer before it do not count."),
};

const handed = z
  .discriminatedUnion("code", [
    z.object({ code: z.literal("unanswered"), withinMs: ms }),
    z.object({ code: z.literal("left") }),
    z.object({ code: z.literal("away"), until: z.string() }),
    z.object({ code: z.literal("teamGone"), team: z.string() }),
    z.object({ code: z.literal("qualified"), score: z.number() }),
    z.object({ code: z.literal("rule"), rule: z.string() }),
    z.object({ code: z.literal("opportunity") }),
    z.object({ code: z.literal("pulled") }),
    z.object({ code: z.literal("recycled") }),
  ])
  .meta({
    id: "Handed",
    description:
      "What took a lead from somebody who did not hand it on, or gave one to somebody whom rules did not name before.",
  });

export const spentShape = {
  workedMs: ms.describe("In the clock's own working time, without pauses."),
  elapsedMs: ms.describe("By the wall clock."),
  pausedMs: ms,
  lateMs: ms.describe("In the clock's own working time, without pauses."),
  evidence: z.enum(evidenced).optional(),
};

const fact = <Name extends string, Shape extends z.ZodRawShape>(name: Name, shape: Shape) =>
  z.object({ at: instant, is: z.literal(name), ...shape });

/** Every kind of fact. Their types are inferred from here, and the API's description is made of it. */
export const facts = [
  fact("lead.received", {
    source: z.string(),
    provider: z.string(),
    delivery: z.string(),
    zone: z.string().describe("The agreement's zone, for good: what is counted by days is counted by these."),
    day: z.string().describe("The day there."),
    test: z.literal(true).optional(),
    previous: z.string().optional(),
    foundBy: person.optional().describe("Who of sales found it, of one that is self-sourced."),
    ...origin,
  }),
  fact("request.asked", {
    kind: z.string().describe("What is asked for, by its id in the agreement."),
    lead: z.string().nullable().describe("The lead it is about."),
    by: person,
    side: z.enum(sides).nullable().describe("The side that asks."),
    team: z.string().nullable(),
    policy: z.string(),
    version: z.number(),
    zone: z.string(),
    day: z.string(),
    observed: z.literal(true).optional().describe("Who answers is only observed yet: no measure counts it."),
  }),
  fact("request.answered", { by: person, lateMs: ms.optional() }),
  fact("request.returned", { by: person }),
  fact("lead.decided", {
    version: z.number(),
    rule: z.string().nullable(),
    policy: z.string().nullable(),
    team: z.string().nullable(),
    score: z.number(),
    band: z.string().nullable(),
    qualified: z
      .boolean()
      .nullable()
      .describe("Whether the score reached the agreement's `qualified`; null when it names none."),
    candidates: z.array(candidate),
    turns: z.record(z.string(), z.number()).describe("The numbers of the turns taken for it, by rotation."),
    segment: z.string().optional(),
    motion: z.enum(sides).optional().describe("Whose lead it is by the agreement's motions."),
    region: z.string().optional(),
    observed: z.literal(true).optional().describe("Its team is only observed yet: no measure counts it."),
  }),
  fact("wait.started", {
    until: instant.describe("When others come into it, or its manager hears of it."),
    offered: z
      .object({ team: z.string(), to: z.array(person) })
      .optional()
      .describe("Who may claim it until then."),
  }),
  fact("wait.ended", {}),
  fact("lead.assigned", {
    from: person.nullable(),
    to: person.nullable(),
    how: z.enum(handings),
    side: z.enum(sides).nullable(),
    lacks: z.array(z.enum(handoverNeeds)),
    by: person.optional(),
    why: handed.optional(),
    held: z.literal(true).optional().describe("A manager has it because nobody else is left."),
    window: z.number().optional().describe("The window whose end without a response it tells of."),
    waitedMs: ms.optional().describe("How long nobody had it."),
    candidates: z.array(candidate).optional(),
    turns: z.record(z.string(), z.number()).optional(),
  }),
  fact("stage.started", {
    stage: z.string(),
    kind: z.enum(stageKinds),
    policy: z.string(),
    version: z.number(),
    holder: person.nullable().describe("Who has to respond."),
    side: z.enum(sides).nullable(),
    respondBy: instant,
  }),
  fact("stage.ended", {
    stage: z.string(),
    holder: person.nullable(),
    result: z.enum(results),
    by: person.nullable(),
    ...spentShape,
  }),
  fact("stage.breached", {
    stage: z.string(),
    window: z.number(),
    holder: person.nullable(),
    cause: z.enum(breachCauses).optional().describe("What broke the promise; absent where that is not known."),
    toldAt: instant.optional().describe("When whoever had it was told, where that was too late."),
    burst: z
      .object({ windows: z.number(), fit: z.number() })
      .optional()
      .describe("How many windows of theirs ended within this one, and how many of ten minutes fit into it."),
  }),
  fact("breach.withdrawn", {
    stage: z.string(),
    window: z.number(),
    holder: person.nullable(),
    by: person.nullable(),
  }),
  fact("lead.accepted", { by: person, heldUntil: instant.nullable() }),
  fact("lead.contacted", {
    by: person.nullable(),
    stage: z.string(),
    evidence: z.enum(evidenced),
    channel: z.enum(channels).optional(),
    source: z.string().optional(),
    delivery: z.string().optional(),
    workedMs: ms.nullable().describe("Since the first window for a contact began, in its working time."),
    elapsedMs: ms.describe("Since the lead was received."),
    lateMs: ms.optional(),
  }),
  fact("lead.attempted", {
    by: person,
    stage: z.string(),
    attempt: z.number().describe("The how-manieth try it is in this stage."),
    of: z.number().describe("How many tries the agreement asks for."),
    channel: z.enum(attemptChannels).optional(),
    lateMs: ms.optional(),
  }),
  fact("contact.undone", {
    made: instant.describe("When the contact was made that turned out to be none."),
    window: z.number().optional().describe("The window that it had ended."),
  }),
  fact("response.withdrawn", {
    by: person,
    action: z.string().describe("What is taken back."),
    made: instant.describe("When it was said."),
    window: z.number().optional().describe("The window that it had ended, and that goes on."),
    moved: z
      .array(z.object({ window: z.number(), respondBy: instant }))
      .describe("Windows whose ends that moves, and to when."),
  }),
  fact("lead.reopened", { by: z.string(), as: z.enum(closings).describe("How it had been closed.") }),
  fact("person.merged", {
    with: z.string().describe("The other lead, whose person turned out to be the same."),
    by: z.string(),
  }),
  fact("person.split", { by: z.string() }),
  fact("request.split", {
    delivery: z.string(),
    into: z.string().describe("The lead that it is now, of somebody else."),
    by: z.string(),
  }),
  fact("meeting.moved", {}),
  fact("meeting.off", { why: z.enum(meetingsOff), source: z.string(), delivery: z.string() }),
  fact("lead.snoozed", {
    by: person,
    until: instant,
    moved: z
      .array(z.object({ window: z.number(), respondBy: instant }))
      .describe("Windows whose ends that moves, and to when."),
  }),
  fact("snooze.ended", {
    moved: z
      .array(z.object({ window: z.number(), respondBy: instant }))
      .describe("Windows whose ends that moves back, and to when."),
  }),
  fact("lead.corrected", {
    by: z.string(),
    fields: z.array(z.string()),
    campaign: z
      .string()
      .nullable()
      .optional()
      .describe("The campaign that it counts for from now on, where that was wrong; null: none."),
  }),
  fact("lead.reminded", { to: person, step: z.string() }),
  fact("lead.escalated", {
    to: z.array(person),
    step: z.string(),
    about: person.nullable(),
    window: z.number().optional(),
  }),
  fact("step.skipped", { steps: z.array(step), overtakenBy: z.array(step) }),
  fact("step.withheld", {
    steps: z.array(step).describe("What would have happened, were the agreement in force for its team."),
  }),
  fact("clock.recalculated", {
    from: z.number(),
    to: z.number(),
    dueBefore: instant.nullable(),
    dueAfter: instant.nullable(),
    respondByBefore: instant,
    respondByAfter: instant,
    by: z.string().optional(),
    skipped: z.array(step),
  }),
  fact("lead.reviewed", { to: person }),
  fact("lead.resubmitted", { source: z.string(), delivery: z.string(), campaign: z.string().nullable() }),
  fact("lead.rescored", { from: z.number(), to: z.number(), band: z.string().nullable() }),
  fact("lead.reread", {
    version: z.number(),
    fields: z.array(z.string()),
    campaign: z.string().nullable(),
    from: z.number(),
    to: z.number(),
  }),
  fact("lead.fetched", { provider: z.string(), ...origin }),
  fact("fetch.failed", { state: z.enum(["token", "later", "gone"]) }),
  fact("request.withdrawn", { delivery: z.string() }),
  fact("mail.bounced", {
    person,
    why: z.enum(["refused", "failed", "rejected", "marked"]),
    told: z.array(person),
  }),
  fact("lead.merged", { into: z.string() }),
  fact("lead.closed", {
    as: z.enum(closings),
    by: person.nullable(),
    reason: z.string().optional(),
    cause: z.enum(causes).optional(),
    recycleAt: instant.optional().describe("When it comes back, of one that is parked."),
    markUntil: instant.optional().describe("Until when marketing may ask to look at the rejection together."),
    into: z.string().optional(),
  }),
  fact("rejection.marked", {
    by: person,
    until: instant.describe("Until when both sides may say what they think."),
    asked: z.object({ marketing: person, sales: person }).describe("Who says it for each side."),
  }),
  fact("rejection.judged", { by: person, side: z.enum(sides), as: z.enum(judgements) }),
  fact("rejection.settled", { as: z.enum(verdicts) }),
  fact("lead.recycled", {
    reason: z.string().describe("Why it had been parked."),
    parkedAt: instant,
    by: person,
  }),
  fact("recycle.ended", {}),
  fact("deal.reported", {
    ...dealReport,
    was: z.string().optional().describe("What it was called before its id was known."),
  }),
  fact("deal.attributed", { deal: z.string(), ...dealWay }),
  fact("lead.feedback", {
    by: person,
    promise: z.enum(promiseAnswers).optional().describe("Whether they came for what the campaign had promised."),
  }),
  fact("lead.redacted", {}),
  fact("lead.forgotten", {}),
] as const;
