import { z } from "zod";
import { isDay } from "../zone/days.ts";

const text = (most: number) => z.string().trim().min(1).max(most);
const day = z.string().refine(isDay, "expected a day such as 2026-11-24");
const names = z.array(text(200)).max(100).optional();

/** A campaign as marketing describes it: a record, which changes without a new version of the agreement. */
export const campaignSchema = z
  .strictObject({
    id: z
      .string()
      .regex(/^[\p{L}\p{N}][\p{L}\p{N}._-]{0,99}$/u, "letters, digits, `.`, `_` and `-` only")
      .describe("For good; what leads carry under this name is its own."),
    name: text(200).describe("What people call it. It may change."),
    owner: text(100).describe("Whose campaign it is: a person of the agreement."),
    promise: text(500).optional().describe("What it promises; whoever gets a lead of it reads that."),
    audience: text(500).optional().describe("Whom it is for."),
    starts: day.optional(),
    ends: day.optional().describe("Its last day."),
    askFrom: day
      .optional()
      .describe("From when on reps are asked its question; ten working days before the start, if absent."),
    question: text(280).optional().describe("What marketing wants to know of sales before it starts."),
    message: text(200).optional().describe("Which of the agreed messages it carries."),
    goal: z
      .strictObject({ measure: text(100), atLeast: z.number() })
      .optional()
      .describe("What it is to reach, by a measure."),
    match: z
      .strictObject({ utm: names, source: names, provider: names })
      .optional()
      .describe(
        "What else is its own: leads and touches that carry one of these names (`utm`) or ids of ad platforms (`provider`), and leads of these sources that carry no campaign that is described.",
      ),
  })
  .meta({ id: "Campaign" });
export type SaidCampaign = z.infer<typeof campaignSchema>;

/** A campaign as it is kept. Instants are ISO 8601. */
export interface Campaign extends SaidCampaign {
  changedAt: string;
  /** When sales was told of it first, as far as that was before its start. */
  briefedAt?: string;
  /** What it was called before, with until when. */
  formerly?: { name: string; until: string }[];
}
