import { type Delivery, withoutSecrets } from "../delivery/index.ts";
import { type ReadFact, readFacts } from "../facts/facts.ts";
import type { Lead } from "../lead/lead.ts";
import type { AddressMark } from "../mailbox/index.ts";
import { accountCandidates } from "../ownership/domain.ts";
import type { Person, StoredTouch } from "../person/person.ts";
import type { Kept, PrivacyStore, Receipt } from "../ports/privacy.ts";
import type { Relay } from "../ports/relay.ts";
import { belongs, deliveriesOf, othersIn, traceIn } from "./belongings.ts";
import { clueInto, cluesOf } from "./clues.ts";
import { cursors } from "./cursor.ts";
import { leaves } from "./readable.ts";
import { addressDigest } from "./receipt.ts";
import { addressOf, isTheirs, type Subject, subjectOf } from "./subject.ts";
import { type Traces, tracesOf } from "./traces.ts";
import { walk } from "./walk.ts";

/** Characters of JSON after which an answer ends: Lambda takes 6 MB, and one more item may have 2 MB. */
const MOST_CHARACTERS = 2_000_000;

/** A lead with everything that happened to it. */
export type ExportedLead = Lead & { facts: ReadFact[] };

/** A delivery with its body: as text where it is text, else in base64. */
export type ExportedDelivery = Delivery & {
  body: { text: string } | { base64: string };
  /** Leads of other people that it made: before it is passed on, their part has to be taken out. */
  others: number;
};

/** Something about somebody else that mentions the person. */
export interface Mention {
  in: "lead" | "words" | "touch" | "delivery" | "agreement";
  /** Of the lead, person, delivery or version. */
  id: string;
  at?: string;
  /** It has a telephone number or browser id of theirs beside somebody else's address, who may share it. */
  unsure?: true;
}

/** Some of what is kept of a person. */
export interface ExportPart {
  people: Person[];
  leads: ExportedLead[];
  touches: StoredTouch[];
  deliveries: ExportedDelivery[];
  mentions: Mention[];
  /** That they were forgotten before. */
  receipts: Receipt[];
  /** What is known of the company that their address belongs to. */
  company?: { known: boolean; owner?: string };
  /** That no mail goes to their address. */
  mark?: AddressMark;
}

/** Everything that is kept of a person. Instants are ISO 8601. */
export interface Exported extends ExportPart {
  email: string;
  at: string;
}

/**
 * A part of everything that is kept of the person with an address, found by the clues that lead to it. `next` continues it; `read` is
 * how many items were looked at. In an audit all there is is read, and `mended` of it, whoever's it is, no clue led to before.
 * @param signal aborted when there is no time for more
 */
export async function exportPerson(
  relay: Relay,
  store: PrivacyStore,
  request: { email: string; cursor?: string | undefined; audit?: boolean | undefined },
  signal: AbortSignal,
): Promise<{ part: ExportPart; next: string | null; read: number; mended: number }> {
  const email = await addressOf(request.email);
  const key = await store.receiptKey();
  const cursor = cursors<{ after: string }>(key, "export", email);
  const after = request.cursor === undefined ? undefined : cursor.decode(request.cursor).after;
  const subject = await subjectOf(relay, email);
  const part: ExportPart = { people: [], leads: [], touches: [], deliveries: [], mentions: [], receipts: [] };
  if (after === undefined) {
    part.people = subject.people;
    part.receipts = await store.receipts(addressDigest(key, email));
    const accounts = accountCandidates(email.slice(email.lastIndexOf("@") + 1));
    part.company = (await relay.store.known({ identities: [], accounts, loads: [] })).account;
    const mark = await relay.store.addressMark(email);
    if (mark) part.mark = mark;
  }
  const seeker = { subject, traces: tracesOf(subject) };
  let characters = 0;
  let read = 0;
  let mended = 0;
  const steps = walk(store, { clues: cluesOf(subject), audit: request.audit ?? false, after });
  for await (const step of steps) {
    characters += await add(relay, store, seeker, part, step.kept);
    read += 1;
    mended += step.mended ?? 0;
    if (characters > MOST_CHARACTERS || signal.aborted)
      return { part, next: cursor.encode({ after: step.after }), read, mended };
  }
  return { part, next: null, read, mended };
}

/** Adds what is theirs to a part; answers how much longer that makes it. */
async function add(
  relay: Relay,
  store: PrivacyStore,
  seeker: { subject: Subject; traces: Traces },
  part: ExportPart,
  kept: Kept,
): Promise<number> {
  const { subject, traces } = seeker;
  const put = <T>(list: T[], item: T): number => {
    list.push(item);
    return JSON.stringify(item).length;
  };
  const mention = (found: Mention): number => put(part.mentions, found);
  switch (kept.kind) {
    case "lead": {
      const { lead } = kept;
      if (!(await belongs(relay, lead, subject)))
        return traces.masking([...leaves(lead)]) ? mention({ in: "lead", id: lead.id, at: lead.createdAt }) : 0;
      if (part.leads.some(({ id }) => id === lead.id)) return 0;
      let added = put(part.leads, { ...lead, facts: readFacts(lead.id, await relay.store.facts(lead.id)) });
      for (const id of deliveriesOf(lead)) {
        const found = await relay.store.delivery(id);
        if (found && found.delivery.erasedAt === undefined)
          added += put(part.deliveries, await exported(relay, subject, found));
      }
      for await (const merged of store.about([clueInto(lead.id)]))
        added += await add(relay, store, seeker, part, merged);
      return added;
    }
    case "words": {
      if (!traces.masking([...leaves(kept.words)], { address: true })) return 0;
      const lead = await relay.store.lead(kept.lead);
      return lead && isTheirs(lead, subject) ? 0 : mention({ in: "words", id: kept.lead, at: kept.at });
    }
    case "touch":
      if (subject.identities.has(kept.person)) return put(part.touches, kept.touch);
      return traces.masking([...leaves(kept.touch)], { address: true })
        ? mention({ in: "touch", id: kept.person, at: kept.touch.at })
        : 0;
    case "delivery": {
      const { delivery } = kept;
      if (delivery.erasedAt !== undefined) return 0;
      const body = await kept.body();
      const trace = traceIn(traces, delivery, body);
      if (trace === undefined) return 0;
      const found = { in: "delivery" as const, id: delivery.id, at: delivery.receivedAt };
      if (trace === "unsure") return mention({ ...found, unsure: true });
      const whole = await exported(relay, subject, { delivery, body });
      const elsewhere = whole.others > 0 && whole.others === delivery.leads.length;
      return elsewhere ? mention(found) : put(part.deliveries, whole);
    }
    case "agreement":
      return traces.masking([await kept.text()], { address: true })
        ? mention({ in: "agreement", id: String(kept.version) })
        : 0;
  }
}

async function exported(
  relay: Relay,
  subject: Subject,
  { delivery, body }: { delivery: Delivery; body: Uint8Array },
): Promise<ExportedDelivery> {
  return { ...delivery, body: written(withoutSecrets(body)), others: await othersIn(relay, delivery, subject) };
}

/** As text, if it is text and JSON can write it without making it six times as long. */
function written(body: Uint8Array): { text: string } | { base64: string } {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const text = bytes.toString("utf8");
  const plain = Buffer.from(text).equals(bytes) && !/[^\P{Cc}\t\r\n]/u.test(text);
  return plain ? { text } : { base64: bytes.toString("base64") };
}

/** The whole of its parts: each item once, in the order of time. */
export function exportDocument(email: string, at: number, parts: readonly ExportPart[]): Exported {
  const all = <T>(of: (part: ExportPart) => T[], id: (item: T) => string): T[] => {
    const items = new Map(parts.flatMap(of).map((item) => [id(item), item]));
    return [...items].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item);
  };
  const [first] = parts;
  return {
    email,
    at: new Date(at).toISOString(),
    people: all(
      (part) => part.people,
      ({ id }) => id,
    ),
    leads: all(
      (part) => part.leads,
      ({ createdAt, id }) => `${createdAt} ${id}`,
    ),
    touches: all(
      (part) => part.touches,
      ({ id }) => id,
    ),
    deliveries: all(
      (part) => part.deliveries,
      ({ receivedAt, id }) => `${receivedAt} ${id}`,
    ),
    mentions: all(
      (part) => part.mentions,
      (mention) => `${mention.at ?? ""} ${mention.in} ${mention.id}`,
    ),
    receipts: first?.receipts ?? [],
    ...(first?.company && { company: first.company }),
    ...(first?.mark && { mark: first.mark }),
  };
}
