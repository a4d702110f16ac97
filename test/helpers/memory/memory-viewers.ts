import type { Viewer, ViewerStore } from "@baton/core/ports";
import { copy } from "./copy.ts";

const MOST_SESSIONS = 20;

/** Who has signed in, in maps of one process; for the rest see `memory-store.ts`. */
export function memoryViewers(): ViewerStore {
  const viewers = new Map<string, Viewer>();
  const used = new Set<string>();
  const attempts = new Map<string, number>();
  const found = (person: string): Viewer | undefined => {
    const viewer = viewers.get(person);
    return viewer && Object.keys(viewer.sessions).length > 0 ? viewer : undefined;
  };
  return {
    async viewer(person) {
      await Promise.resolve();
      const viewer = found(person);
      return viewer && copy(viewer);
    },
    async beginSession(person, id, until, now) {
      await Promise.resolve();
      const { changes, sessions } = viewers.get(person) ?? { changes: 0, sessions: {} };
      const left = Object.entries(sessions)
        .filter(([, ends]) => ends > now)
        .sort(([, a], [, b]) => b - a)
        .slice(0, MOST_SESSIONS - 1);
      viewers.set(person, { changes: changes + 1, sessions: Object.fromEntries([...left, [id, until]]) });
    },
    async endSession(person, id) {
      await Promise.resolve();
      delete viewers.get(person)?.sessions[id];
    },
    async noteChange(people) {
      await Promise.resolve();
      for (const person of new Set(people)) {
        const viewer = found(person);
        if (viewer) viewer.changes += 1;
      }
    },
    async useOnce(id) {
      await Promise.resolve();
      const first = !used.has(id);
      used.add(id);
      return first;
    },
    async countAttempt(key) {
      await Promise.resolve();
      attempts.set(key, (attempts.get(key) ?? 0) + 1);
      return attempts.get(key)!;
    },
  };
}
