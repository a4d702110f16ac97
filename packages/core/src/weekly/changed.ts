import type { Version } from "../ports/agreements.ts";
import type { RoundSection } from "../rounds/mail.ts";
import { isRoster } from "../signing/classes.ts";
import type { Week } from "./week.ts";

/** Versions of a week, and lines of each, that a mail tells of. */
const MOST_VERSIONS = 20;
const MOST_LINES = 10;

/**
 * What changed of the agreement since the last Weekly: of its rules for everybody, of the roster for whom it is about. Signers and the
 * operator read all of it, and who signed it.
 */
export async function changed(week: Week): Promise<RoundSection[]> {
  const { relay, rulebook, person, words, since, due } = week;
  const { say } = words;
  const { signers, operator, manager } = rulebook.agreement;
  const versions = await relay.store.versions({ limit: MOST_VERSIONS });
  const fresh = versions.filter(({ appliedAt }) => appliedAt >= since && appliedAt < due).reverse();
  const readsAll = [signers?.marketing, signers?.sales, operator ?? manager].includes(person);
  return fresh.flatMap((version) => {
    const lines = (version.changes ?? []).filter((line) => readsAll || concerns(week, line));
    if (lines.length === 0) return [];
    const shown = lines.slice(0, MOST_LINES);
    const more = lines.length > shown.length ? [say("week.andMore", { count: lines.length - shown.length })] : [];
    return [
      {
        title: say("week.changed", { version: version.version }),
        lines: readsAll && signers ? [{ left: say("week.signed"), right: signedBy(week, version) }] : [],
        texts: [...shown, ...more].map((text) => ({ text })),
      },
    ];
  });
}

/** Whether a change, "routing: …", is about somebody: rules are everybody's, the roster's lines are of those whom they name. */
function concerns({ rulebook: { agreement }, person }: Week, line: string): boolean {
  const part = line.slice(0, line.indexOf(":"));
  if (!isRoster(part)) return true;
  const own = Object.entries(agreement.teams).filter(([, { members }]) => members.some((one) => one.person === person));
  return [person, ...own.map(([team]) => team)].some((name) => line.split(/[^\p{L}\p{N}_-]+/u).includes(name));
}

function signedBy(
  { rulebook: { agreement }, words: { say } }: Week,
  { unsigned, signatures = [], changes = [] }: Version,
): string {
  const name = (id: string) => agreement.people[id]?.name ?? id;
  if (unsigned !== undefined) return say("week.notSigned", { why: unsigned });
  if (!changes.some((line) => !isRoster(line.slice(0, line.indexOf(":"))))) return say("week.notNeeded");
  return signatures
    .map((one) =>
      one.for === undefined ? name(one.by) : say("week.signedFor", { by: name(one.by), for: name(one.for) }),
    )
    .join(", ");
}
