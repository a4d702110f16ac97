import { sideOf } from "../../agreement/side.ts";
import type { Clock } from "../../clock/index.ts";
import type { FactOf } from "../../facts/facts.ts";
import { running } from "../../facts/tally.ts";
import type { Rulebook } from "../../rules/rulebook.ts";
import { lacksOf } from "../assign.ts";
import { type Draft, note, notify } from "../change/draft.ts";
import { countAgain, freeLoad } from "../change/load.ts";
import { endsOf, movedBy } from "../due.ts";
import { displayName, type Lead, type Undo } from "../lead.ts";
import { endWindow } from "../stages.ts";
import type { AnswerKind, Who } from "./answer.ts";

/** How long a response may be taken back. */
const UNDO_MS = 10 * 60_000;

/** "That was a mistake", within ten minutes, by whoever said it: the lead is as it was, with the time that went by. */
export const undo: AnswerKind = {
  offered: (_, lead, who) => lead.undo !== undefined && undoableUntil(lead, who) !== undefined,

  apply(rulebook, draft, { by }, { words: { say } }) {
    const { lead, now } = draft;
    const before = lead.undo!;
    const last = lead.responses.at(-1)!;
    delete lead.undo;
    lead.responses = [...lead.responses.slice(0, -1), { ...last, undone: true }];
    if (before.owner !== lead.owner) giveBack(rulebook, draft, before, by);

    const ran = running(lead.tally)?.n;
    const goesOn = before.window === undefined || ran === before.window;
    if (!goesOn) endWindow(rulebook, draft, { at: now, result: "undone", by });
    const clock = before.clock && (goesOn ? withFired(before.clock, lead.clock) : before.clock);
    note(draft, {
      is: "response.withdrawn",
      by,
      action: last.action,
      made: last.at,
      ...(!goesOn && { window: before.window! }),
      moved: goesOn && clock ? movedBack(clock, lead) : [],
    });
    if (before.waiting) lead.waiting = before.waiting;
    else delete lead.waiting;
    if (clock) lead.clock = clock;
    else delete lead.clock;
    lead.stage = before.stage;
    delete lead.recycle;
    if (lead.closed) {
      delete lead.closed;
      countAgain(rulebook, draft);
    }
    return say("said.takenBack", { name: displayName(lead) });
  },
};

/** Keeps what a lead was like before the response that a draft records. */
export function keepUndo({ before, lead }: Draft): void {
  const last = lead.responses.at(-1);
  if (!before || !last || last === before.responses.at(-1)) return;
  const { stage, clock, waiting, owner, team, held, tally } = before;
  const window = running(tally)?.n;
  lead.undo = {
    at: last.at,
    stage,
    ...(clock && { clock }),
    ...(waiting && { waiting }),
    owner,
    ...(team !== undefined && { team }),
    ...(held !== undefined && { held }),
    ...(window !== undefined && { window }),
    windows: lead.tally.windows.length,
    owners: lead.owners.length,
  };
}

/** Until when somebody may take back what was said last, epoch ms; undefined when they may not, or something else has happened since. */
export function undoableUntil(
  { undo: kept, responses, tally, owner, owners, closed }: Lead,
  { person, at }: Pick<Who, "person" | "at">,
): number | undefined {
  const last = responses.at(-1);
  if (!kept || last?.by !== person || last.at !== kept.at) return undefined;
  if (tally.windows.length !== kept.windows || owners.length !== kept.owners) return undefined;
  if (closed && closed.at !== kept.at) return undefined;
  // What nobody had is not given back to nobody.
  if (kept.owner === null && owner !== null) return undefined;
  const until = Date.parse(kept.at) + UNDO_MS;
  return at < until ? until : undefined;
}

/** A clock with what its steps did since it was kept. */
function withFired(kept: Clock, now: Clock | undefined): Clock {
  const done = new Map(now?.steps.filter(({ state }) => state !== "pending").map((step) => [step.id, step]));
  return { ...kept, steps: kept.steps.map((step) => done.get(step.id) ?? step) };
}

/** Windows that end when they would have, by a clock that is as before. */
function movedBack(clock: Clock, { tally }: Lead): FactOf<"response.withdrawn">["moved"] {
  return movedBy(endsOf(clock, tally), clock).filter(
    ({ window, respondBy }) => tally.windows[window]!.respondBy !== respondBy,
  );
}

/** Whoever had the lead has it again, and those who were told of it, or are about to be, are told of this. */
function giveBack(rulebook: Rulebook, draft: Draft, { owner, team, held, at }: Undo, by: string): void {
  const { lead, now } = draft;
  const from = lead.owner;
  lead.notices = lead.notices.filter((notice) => notice.at !== at);
  freeLoad(draft);
  lead.owner = owner;
  lead.owners = [...lead.owners, { person: owner!, from: new Date(now).toISOString(), how: "taken" }];
  if (team === undefined) delete lead.team;
  else lead.team = team;
  lead.held = held ?? false;
  draft.newOwner = true;
  countAgain(rulebook, draft);
  const side = sideOf(rulebook.agreement, owner);
  note(draft, { is: "lead.assigned", from, to: owner, how: "taken", by, side, lacks: lacksOf(rulebook, lead) });
  if (from !== null && from !== by) notify(draft, { kind: "reassigned-from", to: from, other: owner });
  if (owner !== by) notify(draft, { kind: "reassigned-to", to: owner!, other: from });
}
