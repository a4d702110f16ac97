import type { ScoreSpec } from "@baton/core/agreement";
import { compile, type Facts } from "@baton/core/condition";
import type { Ruling } from "@baton/core/rules";
import { fold } from "@baton/core/text";
import type { Aim } from "./aims.ts";
import { isOfWorld } from "./read-lead.ts";
import type { ScoreSteps } from "./score-steps.ts";
import type { Shown } from "./shown.ts";
import type { Trials } from "./trials.ts";
import type { Changes, Way } from "./ways.ts";

/** What attempts are made from: a lead as it is, and what becomes of it. */
export interface Ground {
  bands: ScoreSpec["bands"];
  ruling: Ruling;
  shown: Shown;
  trials: Trials;
  /** What changes the score; found when first asked for. */
  steps(): Promise<ScoreSteps>;
}

/** The work of putting changes together, in rules asked. */
const COMBINING = 2;

/** Sets of so many changes that may reach an aim: those that leave the world as it is first, of these the ones that change least. */
export async function* attemptsAt(aim: Aim, size: number, ground: Ground): AsyncGenerator<Changes> {
  const { shown, trials } = ground;
  const ways = aim.ways
    .filter(({ fields, score }) => fields.length === size || (fields.length < size && score.length > 0))
    .map((way) => ({ way, ofWorld: way.fields.some(isOfWorld), given: givenIn(way.fields, shown) }))
    .sort((a, b) => a.given - b.given);
  for (const changesWorld of [false, true]) {
    for (const { way, ofWorld } of ways) {
      if (trials.exhausted()) return;
      if (way.fields.length < size) {
        if (changesWorld || !ofWorld) yield* withSteps(aim, way, size, changesWorld, ground);
      } else if (ofWorld === changesWorld) yield* way.changes();
    }
  }
}

/** A way that asks for a score, with changes that promise it. */
async function* withSteps(
  aim: Aim,
  way: Way,
  size: number,
  changesWorld: boolean,
  { bands, ruling, shown, trials, steps }: Ground,
): AsyncGenerator<Changes> {
  const reached = compile({ all: way.score });
  const added = (await steps()).bySize.get(size - way.fields.length) ?? [];
  for (const own of way.changes()) {
    const base = own.size === 0 ? ruling : await trials.of(own);
    if (!base) continue;
    if (!trials.spend(added.length * COMBINING)) return;
    const promising = added.flatMap(({ changes, gain }) => {
      const total = Number((base.score.total + gain).toFixed(6));
      if (!reached(scoreFacts(total, bands))) return [];
      const both: Changes = new Map([...changes, ...own]);
      const fields = [...both.keys()];
      if (both.size !== size || fields.some(isOfWorld) !== changesWorld) return [];
      return [{ both, overshoots: aim.overshoots(total), given: givenIn(fields, shown) }];
    });
    promising.sort((a, b) => Number(a.overshoots) - Number(b.overshoots) || a.given - b.given);
    for (const { both } of promising) yield both;
  }
}

function scoreFacts(total: number, bands: ScoreSpec["bands"]): Facts {
  const band = bands.find(({ from }) => total >= from);
  return { score: total, ...(band && { band: fold(band.name) }) };
}

const givenIn = (fields: string[], shown: Shown): number =>
  fields.filter((field) => (shown[field] ?? null) !== null).length;
