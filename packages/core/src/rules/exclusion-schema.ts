import { z } from "zod";

const code = <Code extends string>(value: Code) => ({ code: z.literal(value) });

export const exclusion = z
  .discriminatedUnion("code", [
    z.object({ ...code("left") }),
    z.object({ ...code("away"), until: z.string().describe("The last day of leave.") }),
    z.object({ ...code("full"), open: z.number(), of: z.number() }),
    z.object({ ...code("dayFull"), today: z.number(), of: z.number() }),
    z.object({ ...code("had") }),
    z.object({ ...code("familiar"), person: z.string() }),
    z.object({
      ...code("later"),
      by: z.string().describe("When they would have worked for as long as the first window is."),
      first: z.string().describe("When the first of the others would have."),
    }),
    z.object({ ...code("loaded"), open: z.number() }),
    z.object({
      ...code("turn"),
      owed: z.number().describe("What they were owed, in millionths of a turn."),
      most: z.number().describe("What whoever got it was owed."),
    }),
  ])
  .meta({
    id: "Exclusion",
    description:
      "Why somebody was passed over for a lead. `left`: no longer in the agreement. `away`: on leave. `full`, `dayFull`: at the limit of open leads, or of those of a day. `had`: had this lead before. `familiar`: somebody else already has this customer. `later`: others can answer sooner. `loaded`: others have less. `turn`: it was somebody else's turn.",
  });

export const candidate = z.object({ person: z.string(), excluded: exclusion.optional() }).meta({
  id: "Candidate",
  description: "Somebody who was looked at for a lead; with the reason they did not get it.",
});
