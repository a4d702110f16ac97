import { namedSecrets } from "../agreement/secrets.ts";
import type { Rulebook } from "../rulebook/index.ts";
import { formatInstant } from "../zone/index.ts";
import type { Incident, IncidentKind } from "./model.ts";
import type { Watching } from "./watch.ts";

/** Everything a template needs to write to the operator about a source; nothing in it is of a lead. */
export interface SourceReportView {
  source: string;
  provider: string;
  kind: IncidentKind;
  /** What is wrong, in one sentence. */
  message: string;
  /** In the reader's zone, e.g. "Tue 24 Nov 2026, 10:15 (Europe/Berlin)". */
  since: string;
  /** Names of the secrets that the source proves itself by, and of its access token. */
  secrets: { proof: string[]; accessToken?: string };
  recipient: { name: string; email: string };
  agreementName: string;
}

/** Sends a report as mail; `id` is the same for every sending of it. */
export type PostReport = (view: SourceReportView, meta: { id: string; at: number }) => Promise<unknown>;

/** While a process sends a report, others leave it alone for this long. */
const CLAIM_MS = 60_000;

/** Who hears of sources that fail: the agreement's operator, else the topmost manager. */
export function operatorOf({ agreement, topManager }: Pick<Rulebook, "agreement" | "topManager">): string | undefined {
  return agreement.operator ?? topManager;
}

/** Tells the operator of an incident, once, if it is still open. When that fails the next watch has it sent again. */
export async function reportIncident(
  relay: Pick<Watching, "store" | "rulebooks" | "time">,
  post: PostReport,
  message: { source: string; incident: string },
): Promise<void> {
  const rulebook = await relay.rulebooks.active();
  const { sources, people, name } = rulebook.agreement;
  const operator = operatorOf(rulebook);
  const recipient = operator === undefined ? undefined : people[operator];
  const source = Object.hasOwn(sources, message.source) ? sources[message.source] : undefined;
  if (!source || !recipient) return;

  const now = relay.time.now();
  const { incidents } = await relay.store.sourceHealth(message.source, new Date(now).toISOString().slice(0, 10));
  const incident = incidents.find(({ kind, toldAt }) => kind === message.incident && toldAt === undefined);
  if (!incident) return;
  if (!(await relay.store.claimIncident(message.source, incident, { now, until: now + CLAIM_MS }))) return;
  const secrets = namedSecrets(source);
  const accessToken = secrets.find(({ role }) => role === "accessToken")?.name;
  await post(
    {
      source: message.source,
      provider: source.provider,
      kind: incident.kind,
      message: incident.message,
      since: formatInstant(rulebook.zone(operator), Date.parse(incident.since)),
      secrets: {
        proof: secrets.filter(({ role }) => role !== "accessToken" && role !== "verifyToken").map(({ name }) => name),
        ...(accessToken !== undefined && { accessToken }),
      },
      recipient: { name: recipient.name, email: recipient.email },
      agreementName: name,
    },
    { id: reportId(message.source, incident), at: now },
  );
  await relay.store.incidentTold(message.source, incident, now);
}

const reportId = (source: string, { kind, openedAt }: Incident): string =>
  `source.${source}.${kind}.${Date.parse(openedAt)}`;
