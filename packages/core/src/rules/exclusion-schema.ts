import { z } from "zod";

/** What people and leads are matched by. */
export const matched = ["languages", "skills", "familiar"] as const;

const code = <Code extends string>(value: Code) => ({ code: z.literal(value) });

export const exclusion = z
  .discriminatedUnion("code", [
    z.object({ ...code("left") }),
    z.object({ ...code("away"), until: z.string().describe("The last day of leave.") }),
    z.object({ ...code("full"), open: z.number(), of: z.number() }),
    z.object({ ...code("dayFull"), today: z.number(), of: z.number() }),
    z.object({ ...code("weekFull"), thisWeek: z.number(), of: z.number() }),
    z.object({ ...code("monthFull"), thisMonth: z.number(), of: z.number() }),
    z.object({ ...code("teamFull"), team: z.string() }),
    z.object({ ...code("had") }),
    z.object({ ...code("lacks"), what: z.enum(matched) }),
    z.object({ ...code("familiar"), person: z.string() }),
    z.object({ ...code("preferred"), what: z.enum(matched) }),
    z.object({
      ...code("later"),
      by: z.string().describe("When they would have worked for as long as the first window is."),
      first: z.string().describe("When the first of the others would have."),
    }),
    z.object({ ...code("share"), team: z.string() }),
    z.object({ ...code("loaded"), open: z.number() }),
    z.object({ ...code("offered"), team: z.string() }),
    z.object({ ...code("unclaimed"), team: z.string() }),
    z.object({
      ...code("turn"),
      owed: z.number().describe("What they were owed, in millionths of a turn."),
      most: z.number().describe("What whoever got it was owed."),
    }),
  ])
  .meta({
    id: "Exclusion",
    description:
      "Why somebody was passed over for a lead. `left`: no longer in the agreement. `away`: on leave. `full`, `dayFull`, `weekFull`, `monthFull`: at the limit of open leads, or of those of a day, a week or a month; `teamFull`: the team is. `lacks`: does not match what is required. `had`: had this lead before. `familiar`: somebody else already has this customer. `preferred`: others match better. `later`: others can answer sooner. `loaded`: others have less. `share`: it was the other team's turn. `turn`: it was somebody else's. `offered`: whoever of the team claims it first has it. `unclaimed`: nobody of the team did.",
  });

export const candidate = z
  .object({
    person: z.string(),
    standsIn: z.string().optional().describe("For whom, who is on leave."),
    excluded: exclusion.optional(),
  })
  .meta({
    id: "Candidate",
    description: "Somebody who was looked at for a lead; with the reason they did not get it.",
  });
