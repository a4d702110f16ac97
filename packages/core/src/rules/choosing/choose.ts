import type { Agreement } from "../../agreement/model.ts";
import type { FieldValue } from "../../fields/normalise.ts";
import type { Candidate, Exclusion } from "../exclusion.ts";
import { isOwnerTarget } from "../known.ts";
import { deputyOf, unavailable } from "../people/availability.ts";
import { noLoad } from "../people/capacity.ts";
import type { Rulebook } from "../rulebook.ts";
import type { Target } from "../targets.ts";
import { lackOf, matchedBy, readLoads, reasonAgainst } from "./against.ts";
import type { Choice, Means } from "./choice.ts";
import { pickFromTeams } from "./teams.ts";

/** Finds the owner: each target in turn until one can take the lead. */
export async function choose(rulebook: Rulebook, targets: readonly Target[], means: Means): Promise<Choice> {
  const choice: Choice = { owner: null, team: null, candidates: [], turns: {}, seen: {} };
  if (means.host !== undefined) {
    const host = askInTurn(rulebook, means.host, means, choice, (id) => unavailable(rulebook, id, means.at, noLoad));
    if (host !== undefined) return { ...choice, owner: host };
  }
  for (const target of targets) {
    const named = typeof target === "string" ? namedBy(rulebook, target, means.known) : target;
    if (typeof named === "object") await pickFromTeams(rulebook, named, means, choice);
    else if (named !== undefined && rulebook.agreement.teams[named])
      await pickFromTeams(rulebook, [{ team: named, share: 1 }], means, choice);
    else if (named !== undefined) await askPerson(rulebook, named, means, choice);
    if (choice.owner !== null || choice.offered !== undefined) return choice;
  }
  const { claims } = means;
  if (claims?.last)
    for (const team of claims.over.filter((name) => rulebook.agreement.teams[name])) {
      const isOf = ({ excluded }: Candidate) => excluded?.code === "unclaimed" && excluded.team === team;
      choice.candidates = choice.candidates.filter((candidate) => !isOf(candidate));
      await pickFromTeams(rulebook, [{ team, share: 1 }], { ...means, claims: undefined }, choice);
      if (choice.owner !== null) break;
    }
  return choice;
}

/** Providers whose leads have booked a meeting. */
const BOOKINGS = new Set(["calendly", "cal-com"]);

/** Who has a meeting with a lead and so owns it, unless its source leaves that to the rules; undefined when it is nobody of ours. */
export function hostOf(
  { sources, people }: Pick<Agreement, "sources" | "people">,
  source: string | undefined,
  fields: Readonly<Record<string, FieldValue>>,
): string | undefined {
  const from = source !== undefined && Object.hasOwn(sources, source) ? sources[source] : undefined;
  const host = fields["meeting.host"];
  const isOurs = typeof host === "string" && Object.hasOwn(people, host);
  return from && isOurs && BOOKINGS.has(from.provider) && from.booking !== "rules" ? host : undefined;
}

/** The person or team that a target stands for; undefined when that is nobody. */
export function namedBy(rulebook: Rulebook, target: string, known: Means["known"]): string | undefined {
  if (isOwnerTarget(target)) return known[target];
  return target === "manager" ? rulebook.topManager : target;
}

async function askPerson(rulebook: Rulebook, person: string, means: Means, choice: Choice): Promise<void> {
  const deputy = deputyOf(rulebook, person, means.at);
  await readLoads(rulebook, [person, ...(deputy === undefined ? [] : [deputy])], means, choice);
  const owner = askInTurn(
    rulebook,
    person,
    means,
    choice,
    (id) =>
      reasonAgainst(rulebook, id, means, choice) ?? lackOf(rulebook, id, means.rule?.require ?? [], matchedBy(means)),
  );
  if (owner !== undefined) choice.owner = owner;
}

/** Asks somebody who is named, and whoever stands in for them while they are on leave; answers which of them can take the lead. */
function askInTurn(
  rulebook: Rulebook,
  person: string,
  { at }: Means,
  { candidates }: Choice,
  against: (id: string) => Exclusion | undefined,
): string | undefined {
  const deputy = deputyOf(rulebook, person, at);
  for (const id of [person, ...(deputy === undefined ? [] : [deputy])]) {
    const excluded = against(id);
    candidates.push({ person: id, ...(id !== person && { standsIn: person }), ...(excluded && { excluded }) });
    if (!excluded) return id;
    // Whoever is there and has no room has an `else` for that.
    if (excluded.code !== "away") return undefined;
  }
  return undefined;
}
