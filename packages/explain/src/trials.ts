import type { FieldValue } from "@baton/core/fields";
import type { Ruling } from "@baton/core/rules";
import { isOfWorld } from "./read-lead.ts";
import type { Changes } from "./ways.ts";

/** Decides about a changed lead, in the same way as about the lead itself. */
export type Judge = (lead: Record<string, unknown>) => Promise<Ruling & { fields: Record<string, FieldValue> }>;

/** What becomes of a lead with changes. Each set of changes is decided once, and only so much work is done. */
export interface Trials {
  /** Undefined where a value is none that the field can have, or when no more may be done. */
  of(changes: Changes): Promise<Ruling | undefined>;
  /** Takes work from what may be done, in rules asked; false when there is not enough left. */
  spend(work: number): boolean;
  /** Whether something was left undone. */
  exhausted(): boolean;
  /** How many decisions were tried. */
  count(): number;
}

/** In rules asked, a million of which take some 80 ms: an eighth of a second, and no more than 5,000 decisions. */
const MOST_WORK = 1_500_000;
/** What reading a lead takes, besides its rules. */
const READING = 300;

/** @param rules how many rules are asked in one decision, each touch of a person counted for each rule about touches */
export function trialsOf(lead: Record<string, unknown>, judge: Judge, rules: number): Trials {
  const tried = new Map<string, Ruling | undefined>();
  let left = MOST_WORK;
  let exhausted = false;
  const spend = (work: number) => {
    left -= work;
    if (left < 0) exhausted = true;
    return !exhausted;
  };
  return {
    async of(changes) {
      const key = JSON.stringify([...changes].map(([field, { to }]) => [field, to]).sort());
      if (tried.has(key)) return tried.get(key);
      if (!spend(READING + rules)) return undefined;
      const { fields, ...ruling } = await judge(changed(lead, changes));
      const taken = [...changes].every(
        ([field, { to }]) => isOfWorld(field) || Object.hasOwn(fields, field) === (to !== null),
      );
      tried.set(key, taken ? ruling : undefined);
      return tried.get(key);
    },
    spend,
    exhausted: () => exhausted,
    count: () => tried.size,
  };
}

/** The lead with other values; a value within a group (`{utm: {source}}`) leaves it. */
export function changed(lead: Record<string, unknown>, changes: Changes): Record<string, unknown> {
  const result = { ...lead };
  for (const [field, { to }] of changes) {
    const [group, name] = field.split(".", 2) as [string, string?];
    const grouped = result[group];
    if (name !== undefined && typeof grouped === "object" && grouped !== null)
      result[group] = Object.fromEntries(Object.entries(grouped).filter(([key]) => key !== name));
    result[field] = to;
  }
  return result;
}
