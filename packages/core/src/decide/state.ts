import * as z from "zod";

const count = z.int().min(0);
const entity = z.strictObject({ known: z.boolean().optional(), owner: z.string().optional() });

/** What a dry run assumes of the world; everything else is empty. */
export const stateSchema = z.strictObject({
  /** Loads by person: open leads, and those given today. */
  loads: z.record(z.string(), z.strictObject({ open: count.optional(), today: count.optional() })).optional(),
  person: entity.optional(),
  account: entity.optional(),
});

export type State = z.infer<typeof stateSchema>;
