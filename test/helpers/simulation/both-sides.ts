import { type Ask, answerAsk, answered, type Said, scale } from "@baton/core/asks";
import { askTogether, type Campaign } from "@baton/core/campaigns";
import type { Relay } from "@baton/core/lead";
import type { Store } from "@baton/core/ports";
import type { RoundView } from "@baton/core/rounds";
import type { Chance } from "./chance.ts";
import type { Ledger } from "./ledger.ts";
import { insisting, type Machines, type Process } from "./process.ts";
import { SOURCE } from "./provider.ts";
import type { VirtualTime } from "./virtual-time.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Whose campaign all leads are of. */
const MARKETER = "mia";
export const campaign: Campaign = {
  id: "autumn",
  name: "Autumn",
  owner: MARKETER,
  question: "What do they ask?",
  starts: "2026-10-30",
  ends: "2026-11-06",
  match: { source: [SOURCE] },
  changedAt: "2026-10-01T00:00:00.000Z",
};

/** Where links to questions lead. */
export const askLink = (subject: string, person: string): string => JSON.stringify([subject, person]);

/** What both sides say of each other's work: marketing of what was handed back, and everybody of what they are asked. */
export function bothSides(
  { time, chance, machines, ledger }: { time: VirtualTime; chance: Chance; machines: Machines; ledger: Ledger },
  options: {
    inner: Store;
    diligence: number;
    relayFor(process: Process): Relay;
    runningAt(now: number): number;
    /** Whether people are asked in mails that come round; else whoever is to say what they think of a rejection does so by themselves. */
    rounds: boolean;
  },
) {
  const insist = insisting(time, machines);
  const withinMs = options.rounds ? 3 * DAY : 6 * HOUR;

  const saidTo = (name: string, { subject, choices, fields, question }: Ask): Said => {
    if (subject.startsWith("ride/")) return "yes";
    const one = (of: string) => chance.pick(`${name} ${of}`, choices?.map(({ id }) => id) ?? []);
    if (fields)
      return Object.fromEntries(
        fields.map(({ id, is }) => [
          id,
          is === "choice"
            ? one(id)
            : is === "scale"
              ? chance.pick(`${name} ${id}`, scale)
              : chance.pick(id, ["Fast", "Plain"]),
        ]),
      );
    return choices && choices.length > 0 ? one("says") : `Of “${question}”: it depends.`;
  };

  const answer = (subject: string, person: string): void => {
    const name = `${person} answers ${subject.replace(/lead_\w+/, (id) => ledger.name(id))}`;
    if (!chance.happens(name, options.rounds ? 0.95 : options.diligence)) return;
    const at = time.now + chance.between(`${name} at`, MINUTE, withinMs);
    time.at(options.runningAt(at), () => {
      insist(
        name,
        3,
        async (process) => {
          const relay = options.relayFor(process);
          const ask = (await options.inner.ask(subject, person))!;
          const kept = await answerAsk(relay, subject, person, saidTo(name, ask));
          await answered(relay, kept);
          return kept;
        },
        (kept) => ledger.noted(kept),
      );
    });
  };

  return {
    /** Marketing reads what was handed back, now and then, and asks to look at it together. */
    handedBack(name: string, lead: string): void {
      if (!chance.happens(`${name}, in dispute`, 0.5)) return;
      const at = time.now + chance.between(`${name}, in dispute at`, MINUTE, withinMs);
      time.at(options.runningAt(at), () =>
        insist(
          `${name}, in dispute`,
          3,
          (process) => askTogether(options.relayFor(process), lead, MARKETER, "They have ninety people."),
          () => {
            const { asked = {} } = ledger.leads.get(lead)?.tally.closed?.review ?? {};
            if (!options.rounds)
              for (const person of new Set<string>(Object.values(asked))) answer(`rejection/${lead}`, person);
          },
        ),
      );
    },

    /** Somebody reads a mail that came round, and answers what it asks, or not. */
    read({ sections }: Pick<RoundView, "sections">): string[] {
      const asked = sections.flatMap(({ link }) => (link?.href.startsWith("[") ? [link.href] : []));
      for (const href of asked) answer(...(JSON.parse(href) as [string, string]));
      return asked;
    },
  };
}
