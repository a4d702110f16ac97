import { humanMs, toMs } from "../duration/index.ts";
import { written } from "../fields/normalise.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import { displayName, type Lead, type Subject } from "./lead.ts";

/** Windows shorter than this are urgent, in the clock's own time. */
const URGENT_MS = 8 * 3_600_000;

/**
 * The subject of a lead's mails, by the decision that it has. What they want is the first of the agreement's fields with agreed values
 * that they gave, else the campaign.
 */
export function subjectOf(rulebook: Rulebook, { fields, decision }: Pick<Lead, "fields" | "decision">): Subject {
  const { agreement } = rulebook;
  const asked = Object.keys(agreement.fields).find(
    (name) => agreement.fields[name]!.values !== undefined && fields[name] !== undefined,
  );
  const wants = fields[asked ?? "campaign"];
  const policy = agreement.sla[decision.policy ?? ""];
  const [first] = policy?.stages ?? [];
  const ms = policy && first && toMs(first.within, { dayMs: URGENT_MS, weekMs: URGENT_MS });
  return {
    name: displayName({ fields }),
    ...(fields.company !== undefined && { company: String(fields.company) }),
    ...(wants !== undefined && { wants: written(wants) }),
    ...(ms !== undefined && ms < URGENT_MS && { within: humanMs(ms) }),
  };
}
