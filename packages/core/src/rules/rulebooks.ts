import type { TableContent } from "../agreement/model.ts";
import { BatonError } from "../error/index.ts";
import type { Current, Rulebooks } from "../ports/agreements.ts";
import type { Store } from "../ports/relay.ts";
import type { Table } from "../tables/table.ts";
import { emptyRoster, type Roster } from "./people/absences.ts";
import { compileBest, type Rulebook } from "./rulebook.ts";

/** How long a process may go without looking whether a new version is active. */
const STALE_MS = 10_000;

/** How long looking may hold somebody up, in real ms. */
const LOOKING_MS = 400;

/** Rows of former versions that a process keeps laid out besides those in force: 100,000 take tens of MB. */
const MOST_FORMER = 2;

const rowsOf = ({ agreement: { tables = {} } }: Rulebook): Set<string> =>
  new Set(Object.values(tables).flatMap(({ content }) => content?.id ?? []));

async function readTable(store: Pick<Store, "table">, id: string): Promise<Table> {
  const [rows, { tableOfRows }] = await Promise.all([store.table(id), import("../tables/table.ts")]);
  if (!rows) throw new BatonError("table.missing", `The rows ${id} of a table are not stored.`, { status: 500 });
  return tableOfRows(rows);
}

/** @param monotonicMs real time, which goes on when the service's clock stands still */
export function rulebooks(
  store: Pick<Store, "current" | "agreement" | "currentAgreement" | "table">,
  monotonicMs: () => number,
): Rulebooks {
  const compiled = new Map<number, Promise<Rulebook>>();
  const tables = new Map<string, Promise<Table>>();
  /** The rows that the active version has. */
  let inForce: ReadonlySet<string> = new Set();
  let active: number | undefined;
  let roster = emptyRoster;
  /** The active version with the absences of now. */
  let staffed: { of: Rulebook; roster: Roster; rulebook: Rulebook } | undefined;
  let readAt = Number.NEGATIVE_INFINITY;

  const openTable = ({ id }: TableContent): Promise<Table> => {
    const found = tables.get(id) ?? readTable(store, id);
    // What was asked for last stays longest.
    tables.delete(id);
    tables.set(id, found);
    found.catch(() => tables.delete(id));
    const others = [...tables.keys()].filter((one) => !inForce.has(one));
    for (const old of others.slice(0, -MOST_FORMER)) tables.delete(old);
    return found;
  };

  const load = async (version: number): Promise<Rulebook> => {
    const stored = await store.agreement(version);
    if (!stored)
      throw new BatonError("agreement.missing", `Version ${version} of the agreement is not stored.`, { status: 500 });
    return compileBest(stored.agreement, stored.version, openTable);
  };
  const version = (wanted: number): Promise<Rulebook> => {
    let found = compiled.get(wanted);
    if (!found) {
      found = load(wanted);
      compiled.set(wanted, found);
      found.catch(() => compiled.delete(wanted));
    }
    return found;
  };
  const noticed = (found: Partial<Current>): void => {
    if (found.version !== undefined) active = found.version;
    // An answer that was late must not bring an older one back.
    if (found.roster && found.roster.version > roster.version) roster = found.roster;
    readAt = monotonicMs();
  };
  const staff = (of: Rulebook): Rulebook => {
    if (roster.absences.length === 0) return of;
    if (staffed?.of !== of || staffed.roster !== roster)
      staffed = { of, roster, rulebook: of.withAbsences(roster.absences) };
    return staffed.rulebook;
  };

  return {
    version,
    noticed,
    renewed: (version) => void compiled.delete(version),
    async active() {
      if (active === undefined) {
        const found = await store.currentAgreement();
        if (found) {
          const { stored, roster } = found;
          noticed({ version: stored.version, roster });
          if (!compiled.has(stored.version))
            compiled.set(stored.version, compileBest(stored.agreement, stored.version, openTable));
        }
      } else if (monotonicMs() - readAt > STALE_MS) {
        // Whoever comes next need not wait for the same answer.
        readAt = monotonicMs();
        // A store that does not answer must not keep webhooks from being judged by the version that is known.
        await Promise.race([store.current().then(noticed, () => {}), pause(LOOKING_MS)]);
      }
      if (active === undefined)
        throw new BatonError("agreement.none", "No agreement has been applied yet.", { status: 503 });
      const rulebook = await version(active);
      inForce = rowsOf(rulebook);
      return staff(rulebook);
    },
  };
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref());
