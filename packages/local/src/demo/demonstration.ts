import type { NoticeMessage } from "@baton/core/ports";
import type { Stack } from "../index.ts";
import type { Way } from "../run.ts";
import { Agenda } from "./agenda.ts";
import { begin, LIFE_MS, nextCount, WEEKS } from "./life.ts";
import { type AgendaQueues, agendaQueues } from "./queues.ts";
import { demonstrationSettings, freshDataDir, peopleOf } from "./settings.ts";
import { sights } from "./sights.ts";
import { arrived, meanwhile, opening, tour } from "./words.ts";

/** What every page says. */
const NOTICE = "Demonstration: Acme, its people and everybody who asks are invented.";
const WEEK_MS = LIFE_MS / WEEKS;
/** After so long there is enough to look at already. */
const SOON_MS = 4 * 86_400_000;

/** How `npm run demo` runs a stack: it first lives through six weeks, telling `say` how far it is, and goes on by the present. */
export function demonstration(say: (text: string) => void): Way {
  const agenda = new Agenda();
  const start = Date.now() - LIFE_MS;
  let stack: Stack | undefined;
  let queues: AgendaQueues | undefined;
  let told = (_: NoticeMessage): void => {};
  return {
    async settings(env, cwd) {
      const settings = demonstrationSettings(env, cwd);
      peopleOf(env);
      if (settings.dataDir !== undefined) await freshDataDir(settings.dataDir);
      return settings;
    },
    options: {
      now: new Date(start).toISOString(),
      notice: NOTICE,
      inMemory: true,
      queues(sqs) {
        queues = agendaQueues(sqs, {
          agenda,
          now: () => stack?.clock.now() ?? start,
          consume: (queue, body) => stack!.inside.consume(queue, body),
          countedAt: (after) => Math.max(after, Math.min(nextCount(after), start + LIFE_MS)),
          told: (notice) => told(notice),
        });
        return queues;
      },
    },
    async begin(started, settings, logFile) {
      stack = started;
      say(opening(started));
      const hear = (by: typeof told) => {
        told = by;
      };
      const life = await begin(started, { agenda, queues: queues!, start, people: peopleOf(process.env), hear });
      await life.until(start + SOON_MS);
      say(meanwhile(await sights(started, life.world)));
      for (let week = 1; week <= WEEKS; week++) {
        await life.until(week < WEEKS ? start + week * WEEK_MS : Number.POSITIVE_INFINITY);
        if (started.inside.stopping()) return "";
        say(arrived(week, WEEKS, performance.now()));
      }
      await life.goLive();
      return tour(started, settings, { sights: await sights(started, life.world), logFile });
    },
  };
}
