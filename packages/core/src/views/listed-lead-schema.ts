import { z } from "zod";
import { instant } from "../facts/schema.ts";

/** A lead in a list. */
export const listedLeadSchema = z
  .object({
    id: z.string(),
    source: z.string(),
    name: z.string().nullable(),
    email: z.string().nullable(),
    owner: z.string().nullable(),
    stage: z.string(),
    score: z.number().nullable(),
    rule: z.string().nullable(),
    dueAt: instant.nullable().describe("The next step of the clock."),
    respondBy: instant.nullable().describe("The end of the window that runs."),
    overdue: z.boolean().describe("Whether that has passed without a response."),
    campaign: z.string().nullable(),
    segment: z.string().nullable().describe("The customer segment that it is of; null where none holds."),
    team: z.string().nullable(),
    company: z.string().nullable(),
    test: z.boolean(),
    createdAt: instant,
  })
  .meta({ id: "LeadSummary" });

export type ListedLead = z.infer<typeof listedLeadSchema>;
