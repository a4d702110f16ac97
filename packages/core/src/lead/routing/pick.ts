import type { Relay } from "../../ports/relay.ts";
import type { Choice, Means } from "../../rules/choosing/choice.ts";
import { choose } from "../../rules/choosing/choose.ts";
import type { Rulebook } from "../../rules/rulebook.ts";
import type { Draft } from "../change/draft.ts";
import { countedBy } from "../change/load.ts";
import type { Turns } from "../change/turns.ts";

/** Finds who of these people and teams can take a lead that is there, whatever its rule says. */
export const pickFrom = (
  { store }: Pick<Relay, "store">,
  rulebook: Rulebook,
  { lead, now }: Draft,
  {
    targets,
    turns,
    ...means
  }: { targets: readonly string[]; turns: Turns } & Partial<Pick<Means, "excluded" | "rule" | "window" | "claims">>,
): Promise<Choice> =>
  choose(rulebook, targets, {
    at: now,
    known: {},
    fields: lead.fields,
    rule: undefined,
    window: undefined,
    counted: countedBy(lead),
    turn: turns.takenFor(`${lead.id}.${lead.revision}`),
    loads: (counted) => store.loads(counted),
    ...means,
  });
