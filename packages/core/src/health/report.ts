import type { Language } from "@baton/words";
import { namedSecrets } from "../agreement/secrets.ts";
import type { PostMail } from "../ports/notices.ts";
import type { Relay } from "../ports/relay.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import { formatInstant } from "../zone/index.ts";
import { CLOCKS, type Incident, type IncidentKind } from "./model.ts";

/** What every report to the operator says; nothing in it is of a lead. */
export interface ClockReportView {
  /** What is wrong, in one sentence. */
  message: string;
  /** In the reader's zone, e.g. "Tue 24 Nov 2026, 10:15 (Europe/Berlin)". */
  since: string;
  recipient: { name: string; email: string };
  agreementName: string;
  /** What the recipient reads; English, where it is not said. */
  language?: Language;
}

/** Everything a template needs to write to the operator about a source. */
export interface SourceReportView extends ClockReportView {
  source: string;
  provider: string;
  kind: IncidentKind;
  /** Names of the secrets that the source proves itself by, and of its access token. */
  secrets: { proof: string[]; accessToken?: string };
}

type Reporting = Pick<Relay, "store" | "rulebooks" | "time" | "log" | "measure">;

/** While a process sends a report, others leave it alone for this long. */
const CLAIM_MS = 60_000;

/** Who hears of sources that fail and clocks that stand still: the agreement's operator, else the topmost manager. */
export function operatorOf({ agreement, topManager }: Pick<Rulebook, "agreement" | "topManager">): string | undefined {
  return agreement.operator ?? topManager;
}

/** Tells the operator of an incident, once, if it is still open. When that fails the next watch has it sent again. */
export async function reportIncident(
  relay: Reporting,
  post: PostMail<SourceReportView>,
  message: { source: string; incident: string },
): Promise<void> {
  const rulebook = await relay.rulebooks.active();
  const { sources } = rulebook.agreement;
  const source = Object.hasOwn(sources, message.source) ? sources[message.source] : undefined;
  if (!source) return;
  const secrets = namedSecrets(source);
  const accessToken = secrets.find(({ role }) => role === "accessToken")?.name;
  await tellOnce(relay, rulebook, { of: message.source, kind: message.incident }, (view, { kind, openedAt }, sending) =>
    post(
      {
        ...view,
        source: message.source,
        provider: source.provider,
        kind,
        secrets: {
          proof: secrets.filter(({ role }) => role !== "accessToken" && role !== "verifyToken").map(({ name }) => name),
          ...(accessToken !== undefined && { accessToken }),
        },
      },
      { id: `source.${message.source}.${kind}.${Date.parse(openedAt)}`, ...sending },
    ),
  );
}

/** Tells the operator that clocks stand still, in the same way. */
export async function reportClocks(relay: Reporting, post: PostMail<ClockReportView>): Promise<void> {
  const rulebook = await relay.rulebooks.active();
  await tellOnce(relay, rulebook, { of: CLOCKS, kind: "overdue" }, (view, { openedAt }, sending) =>
    post(view, { id: `clocks.overdue.${Date.parse(openedAt)}`, ...sending }),
  );
}

async function tellOnce(
  { store, time, log, measure }: Reporting,
  rulebook: Rulebook,
  { of, kind }: { of: string; kind: string },
  post: (view: ClockReportView, incident: Incident, sending: { to: string; at: number }) => Promise<unknown>,
): Promise<void> {
  const { people, name: agreementName } = rulebook.agreement;
  const operator = operatorOf(rulebook);
  const recipient = operator === undefined ? undefined : people[operator];
  if (operator === undefined || !recipient) return;
  const now = time.now();
  const { incidents } = await store.sourceHealth(of, new Date(now).toISOString().slice(0, 10));
  const incident = incidents.find((one) => one.kind === kind && one.toldAt === undefined);
  if (!incident) return;
  if (await store.addressMark(recipient.email)) {
    // It stays untold, so that every watch tries again and says so again, until the address is put right or cleared.
    log("error", "no report can be sent to the operator, whose address refuses mail", { report: kind });
    measure("Undelivered", 1);
    return;
  }
  if (!(await store.claimIncident(of, incident, { now, until: now + CLAIM_MS }))) return;
  const { name, email } = recipient;
  const language = rulebook.language(operator);
  const since = formatInstant(rulebook.zone(operator), Date.parse(incident.since), { language });
  const view = { message: incident.message, since, recipient: { name, email }, agreementName, language };
  await post(view, incident, { to: operator, at: now });
  await store.incidentTold(of, incident, now);
}
