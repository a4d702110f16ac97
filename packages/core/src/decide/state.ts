import * as z from "zod";

const count = z.int().min(0);
const entity = z.strictObject({ known: z.boolean().optional(), owner: z.string().optional() });

const touch = z.strictObject({
  touch: z.string().min(1),
  at: z.string().refine((text) => !Number.isNaN(Date.parse(text)), "expected an instant such as 2026-11-24T09:00:00Z"),
  label: z.string().optional(),
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
});

/** What a dry run assumes of the world; everything else is empty. */
export const stateSchema = z.strictObject({
  /** Loads by person: open leads, and those given today. */
  loads: z.record(z.string(), z.strictObject({ open: count.optional(), today: count.optional() })).optional(),
  person: entity.optional(),
  account: entity.optional(),
  /** What the person saw and did, for the score. */
  touches: z.array(touch).max(1000).optional(),
});

export type State = z.infer<typeof stateSchema>;
