import { isDeepStrictEqual } from "node:util";
import type { Agreement, Finding } from "@baton/core/agreement";
import { withRowsOf } from "@baton/core/tables";
import type { Differences } from "@baton/prover";
import { formatFinding } from "../finding.ts";
import { body, connect, type GoodAnswer, Refused, type Service } from "../service.ts";
import { asTable, print } from "../table.ts";
import { readText, UsageError } from "../usage.ts";
import { user, type Where } from "../where.ts";
import { recalculate } from "./recalculate.ts";

/** Commands about the versions of a running Baton's agreement. */

interface Told {
  by?: string;
  why?: string;
  emergency?: string;
  effective?: string;
}

export async function apply(
  file: string,
  { url, json, recalculate: moving, ...told }: Where & Told & { recalculate?: boolean },
): Promise<number> {
  const text = readText(file);
  const baton = connect(url);
  const more = moving ? (version: number) => recalculate(baton, { version, by: teller(told).by, json }) : undefined;
  const before = await body(baton.api.agreement.$get({ query: {} })).catch((error: unknown) => {
    if (error instanceof Refused && error.error.code === "agreement.none") return undefined;
    throw error;
  });
  if (before?.text === text) return same(before.version, { what: "apply", json, more });
  return publish(baton, { before, json, what: file, more }, () =>
    body(
      baton.api.agreement.$put(
        { query: teller(told), header: before ? ifMatch(before) : {} },
        { init: { body: text, headers: { "content-type": "application/yaml" } } },
      ),
    ),
  );
}

export async function rollback(version: string, { url, json, ...told }: Where & Told): Promise<number> {
  const wanted = Number(version);
  if (!Number.isInteger(wanted) || wanted < 1) throw new UsageError(`"${version}" is not the number of a version.`);
  const baton = connect(url);
  const before = await body(baton.api.agreement.$get({ query: {} }));
  const { text, agreement } = await body(baton.api.agreement.$get({ query: { version: wanted } }));
  if (before.text === text && isDeepStrictEqual(before.agreement.tables, agreement.tables))
    return same(before.version, { what: "roll back", json });
  return publish(baton, { before, json, what: `version ${wanted}` }, () =>
    body(baton.api.agreement.rollback.$post({ json: { version: wanted, ...teller(told) }, header: ifMatch(before) })),
  );
}

/** What a file would change of the active version. */
export async function diff(file: string, { url, json }: Where): Promise<number> {
  const { parseAgreement } = await import("@baton/core/agreement");
  const parsed = parseAgreement(readText(file), { at: Date.now() });
  if (!parsed.ok) {
    if (json) print({ findings: parsed.findings });
    else for (const finding of parsed.findings) console.error(formatFinding(file, finding));
    return 1;
  }
  const before = await body(connect(url).api.agreement.$get({ query: {} }));
  // Publishing it would keep the rows of tables.
  const found = await compare(before, { agreement: withRowsOf(parsed.agreement, before.agreement as Agreement) });
  if (json) print({ version: before.version, ...found });
  else {
    const lines = inLines(found);
    console.log(
      lines.length === 0
        ? `${file} says the same as version ${before.version}.`
        : [`Beside version ${before.version}:`, ...lines].join("\n"),
    );
  }
  return 0;
}

export async function history({
  url,
  json,
  limit,
  cursor,
}: Where & { limit?: string; cursor?: string }): Promise<number> {
  const page = await body(connect(url).api.agreement.versions.$get({ query: { limit, cursor } }));
  if (json) print(page);
  else {
    console.log(
      asTable(
        ["version", "applied", "by", "why", "signed"],
        page.versions.map(({ version, appliedAt, by, why, active, rollbackOf, signatures = [], unsigned }) => [
          `${version}${active ? " active" : ""}`,
          appliedAt,
          by,
          [rollbackOf && `back to ${rollbackOf}`, why].filter(Boolean).join(": "),
          unsigned === undefined
            ? signatures.map((one) => (one.for === undefined ? one.by : `${one.by} for ${one.for}`)).join(", ")
            : `no: ${unsigned}`,
        ]),
      ),
    );
    if (page.next) console.log(`More: --cursor ${page.next}`);
  }
  return 0;
}

type StoredAgreement = GoodAnswer<Service["api"]["agreement"]["$get"]>;

/** What is done with the version that is active then; JSON holds its answer too. */
type More = (version: number) => Promise<object>;

async function same(
  version: number,
  { what, json, more }: { what: string; json: boolean | undefined; more?: More },
): Promise<number> {
  if (!json) console.log(`Version ${version} is active and the same; nothing to ${what}.`);
  const also = await more?.(version);
  if (json) print({ version, ...none, ...also });
  return 0;
}

const ifMatch = ({ version }: StoredAgreement) => ({ "if-match": `"${version}"` });

function teller({ by = user(), why, emergency, effective }: Told): Told {
  return {
    ...(by !== undefined && { by }),
    ...(why !== undefined && { why }),
    ...(emergency !== undefined && { emergency }),
    ...(effective !== undefined && { effective }),
  };
}

/** What was proposed last, and who still has to sign it. */
export async function proposal({ url, json }: Where): Promise<number> {
  const { proposal } = await body(connect(url).api.agreement.proposal.$get());
  if (json) print({ proposal });
  else {
    const { state, digest, by, why, changes, signers, signatures, lapsesAt, ended, effective } = proposal;
    const signed = (person: string) => signatures.find((one) => (one.for ?? one.by) === person);
    console.log(
      [
        `${state}${ended?.why ? `: ${ended.why}` : ""}`,
        `  digest ${digest}`,
        ...(by || why ? [`  ${[by, why].filter(Boolean).join(": ")}`] : []),
        ...changes.map((line) => `  ${line}`),
        ...signers.map(({ person, side }) => {
          const signature = signed(person);
          const who = signature?.for === undefined ? "" : ` by ${signature.by}`;
          return `  ${side}, ${person}: ${signature ? `signed${who} ${signature.at}` : "not signed"}`;
        }),
        ...(effective === undefined ? [] : [`  not before ${effective}`]),
        ...(state === "open" ? [`  to be signed by ${lapsesAt}`] : []),
      ].join("\n"),
    );
  }
  return 0;
}

/** Publishes, and prints what changed by it, or why it was refused. */
async function publish(
  baton: Service,
  {
    before,
    json,
    what,
    more,
  }: { before: StoredAgreement | undefined; json: boolean | undefined; what: string; more?: More },
  call: () => Promise<
    { findings: Finding[] } & ({ version: number } | { proposal: { digest: string; waiting: string[] } })
  >,
): Promise<number> {
  try {
    const answer = await call();
    const { findings } = answer;
    if ("proposal" in answer) {
      if (json) print(answer);
      else {
        for (const finding of findings) console.error(formatFinding(what, finding));
        const { digest, waiting } = answer.proposal;
        console.log(`Proposed, with the digest ${digest}. Until ${waiting.join(" and ")} sign it, nothing changes.`);
      }
      return 0;
    }
    const { version } = answer;
    const after = await body(baton.api.agreement.$get({ query: { version } }));
    const found = before ? await compare(before, after) : none;
    if (!json) {
      for (const finding of findings) console.error(formatFinding(what, finding));
      console.log([`Version ${version} is active.`, ...inLines(found)].join("\n"));
    }
    const also = await more?.(version);
    if (json) print({ version, ...found, ...also });
    return 0;
  } catch (error) {
    const findings =
      error instanceof Refused ? (error.error.details as { findings?: Finding[] } | undefined)?.findings : undefined;
    if (!findings) throw error;
    if (json) print({ findings });
    else for (const finding of findings) console.error(formatFinding(what, finding));
    return 1;
  }
}

/** Two agreements, of which the API's types tell nested conditions as any JSON. */
async function compare(
  before: Pick<StoredAgreement, "agreement"> | { agreement: Agreement },
  after: Pick<StoredAgreement, "agreement"> | { agreement: Agreement },
): Promise<Differences> {
  // The solver takes longer to load than most commands take.
  const { differences } = await import("@baton/prover");
  return differences(before.agreement as Agreement, after.agreement as Agreement, { at: Date.now() });
}

const none: Differences = { moves: [], changes: [], undecided: false };

/** Where leads go instead, each with an example, and then what else is new. */
function inLines({ moves, changes, undecided }: Differences): string[] {
  const rule = (name: string | null) => (name === null ? "no rule" : `"${name}"`);
  return [
    ...moves.flatMap(({ words, lead, before, after }) => [
      `  ${words}`,
      `    such as ${JSON.stringify(lead)}: ${rule(before)} before, ${rule(after)} now`,
    ]),
    ...(undecided ? ["  there may be more leads that move than could be found within the budget"] : []),
    ...changes.map(({ part, words }) => `  ${part}: ${words}`),
  ];
}
