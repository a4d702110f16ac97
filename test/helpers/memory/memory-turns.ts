import type { TurnStore } from "@baton/core/ports";
import type { Turn, TurnLog } from "@baton/core/rules";
import { copy } from "./copy.ts";

/** Rotations in a map. */
export function memoryTurns(): TurnStore {
  const logs = new Map<string, TurnLog>();
  return {
    async takeTurn(rotation, turn) {
      await undefined;
      const log = logs.get(rotation) ?? { since: 0, base: {}, turns: [] };
      const same = (one: Turn) => JSON.stringify(one) === JSON.stringify(turn);
      const there = log.turns.findIndex(same);
      if (there >= 0) return copy({ ...log, turns: log.turns.slice(0, there + 1) });
      const next = copy({ ...log, turns: [...log.turns, turn] });
      logs.set(rotation, next);
      return copy(next);
    },

    async sumTurns(rotation, { since, count, base }) {
      await undefined;
      const log = logs.get(rotation);
      if (log?.since !== since) return;
      logs.set(rotation, copy({ since: since + count, base, turns: log.turns.slice(count) }));
    },
  };
}
