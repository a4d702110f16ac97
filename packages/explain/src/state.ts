import { BatonError } from "@baton/core/error";
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
  /** Loads by person or team: open leads, and those given today, this week and this month. */
  loads: z
    .record(
      z.string(),
      z.strictObject({
        open: count.optional(),
        today: count.optional(),
        thisWeek: count.optional(),
        thisMonth: count.optional(),
      }),
    )
    .optional(),
  /** What people are owed, by team, in millionths of a turn. */
  turns: z.record(z.string(), z.record(z.string(), z.int())).optional(),
  person: entity.optional(),
  account: entity
    .extend({
      ae: z.string().optional(),
      csm: z.string().optional(),
      tier: z.string().optional(),
      parent: z.string().optional(),
      fields: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
    })
    .optional(),
  /** What the person saw and did, for the score. */
  touches: z.array(touch).max(1000).optional(),
});

export type State = z.infer<typeof stateSchema>;

const carried = stateSchema.pick({ touches: true, loads: true });

/**
 * Takes the `touches` (a list) and `loads` (an object) that a lead carries out of it; they come before those of the state. Of any
 * other shape they are fields like others. Throws `decide.state` when they are no touches and loads.
 */
export function withCarried(lead: Record<string, unknown>, state: State): { lead: typeof lead; state: State } {
  const { touches, loads, ...rest } = lead;
  const hasTouches = Array.isArray(touches);
  const hasLoads = typeof loads === "object" && loads !== null && !Array.isArray(loads);
  const read = carried.safeParse({ ...(hasTouches && { touches }), ...(hasLoads && { loads }) });
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new BatonError("decide.state", `The lead's ${issue!.path.join(".")}: ${issue!.message}`);
  }
  return {
    lead: {
      ...rest,
      ...(!hasTouches && "touches" in lead && { touches }),
      ...(!hasLoads && "loads" in lead && { loads }),
    },
    state: { ...state, ...read.data, loads: { ...state.loads, ...read.data.loads } },
  };
}
