import type { Agreement } from "../../agreement/model.ts";
import { sideOf } from "../../agreement/side.ts";
import type { Side } from "../../facts/codes.ts";
import { everyTarget, namesIn } from "../targets.ts";

/** Everybody of marketing, and of sales those in a team or to whom a rule gives leads: whoever only manages or operates sells nothing. */
export function takingPart(agreement: Agreement): Record<Side, string[]> {
  const { people, teams, routing } = agreement;
  const selling = new Set([
    ...Object.values(teams).flatMap(({ members }) => members.map(({ person }) => person)),
    ...routing.flatMap((route) => namesIn(everyTarget(route))),
  ]);
  const ids = Object.keys(people);
  return {
    marketing: ids.filter((id) => sideOf(agreement, id) === "marketing"),
    sales: ids.filter((id) => sideOf(agreement, id) === "sales" && selling.has(id)),
  };
}
