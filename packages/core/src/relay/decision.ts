import type { Agreement, Route } from "../agreement/model.ts";
import type { Decision } from "../lead/index.ts";
import type { Choice, Means } from "../route/index.ts";
import type { Rulebook } from "../rulebook/index.ts";
import type { Met } from "./meet.ts";

/** Why a lead goes where it goes, for good. */
export function receipt(rulebook: Rulebook, route: Route | undefined, choice: Choice, now: number): Decision {
  return {
    version: rulebook.version,
    at: new Date(now).toISOString(),
    rule: route?.name ?? null,
    to: route?.to ?? null,
    policy: route?.sla ?? null,
    team: choice.team ?? teamOf(rulebook.agreement, route),
    candidates: choice.candidates,
    tickets: choice.tickets,
  };
}

/** Whose the person and their company are, as a reading of the store found them. */
export function ownersOf({ person, known }: Pick<Met, "person" | "known">): Means["known"] {
  return {
    ...(person?.owner && { "person.owner": person.owner }),
    ...(known.account.owner && { "account.owner": known.account.owner }),
  };
}

/** The team a lead belongs to though nobody was picked: the rule's team, else the one named by `else`. */
function teamOf(agreement: Agreement, route: Route | undefined): string | null {
  return [route?.to, route?.else].find((name) => name !== undefined && agreement.teams[name]) ?? null;
}
