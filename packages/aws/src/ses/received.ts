import type { MailCopy } from "@baton/core/inbound";
import { z } from "zod";
import { instant, readPublished } from "./published.ts";

const verdict = z.object({ status: z.string() }).optional();
const values = z.array(z.string()).default([]);

/** What SES publishes of a mail it received (the guide's "Contents of notifications for Amazon SES email receiving"), as far as it is read. */
const received = z.object({
  notificationType: z.literal("Received"),
  receipt: z.object({
    recipients: z.array(z.string()),
    spamVerdict: verdict,
    virusVerdict: verdict,
    spfVerdict: verdict,
    dmarcVerdict: verdict,
  }),
  mail: z.object({
    timestamp: instant,
    messageId: z.string().min(1),
    // The envelope's sender, of whom SPF speaks.
    source: z.string(),
    // May be cut off at 10 KB; what is common to all mails is there all the same.
    headers: z.array(z.object({ name: z.string(), value: z.string() })).default([]),
    commonHeaders: z.object({ from: values, to: values, cc: values, messageId: z.string().optional() }),
  }),
});
type Received = z.output<typeof received>;

/** Reads what is said of a mail that SES received. Anybody may send one, so whatever a sender may leave out may be missing. */
export function readCopy(body: string): MailCopy | undefined {
  const event = readPublished(received, body);
  if (!event) return undefined;
  const { mail, receipt } = event;
  const { commonHeaders } = mail;
  const from = senderOf(mail);
  const flaw = flawOf(receipt, mail.source, from);
  return {
    id: mail.messageId,
    receivedAt: mail.timestamp,
    recipients: receipt.recipients,
    from,
    to: addressesIn([...commonHeaders.to, ...commonHeaders.cc]),
    messageId: commonHeaders.messageId || mail.messageId,
    ...(flaw && { flaw }),
  };
}

function flawOf(
  { spamVerdict, virusVerdict, spfVerdict, dmarcVerdict }: Received["receipt"],
  source: string,
  from: string | undefined,
): MailCopy["flaw"] {
  if (spamVerdict?.status !== "PASS") return "spam";
  if (virusVerdict?.status !== "PASS") return "virus";
  if (dmarcVerdict?.status === "PASS") return undefined;
  // SPF or DKIM alone says only that somebody sent it. Where no policy (`GRAY`) ties that to whom it is from, it is done here.
  const aligned = from !== undefined && domainOf(from) === domainOf(source);
  return dmarcVerdict?.status === "GRAY" && spfVerdict?.status === "PASS" && aligned ? undefined : "forged";
}

/** Who a mail is from; undefined unless that is one address, read the same way by everybody: what was vouched for is its domain. */
function senderOf({ headers, commonHeaders }: Received["mail"]): string | undefined {
  const own = headers.filter(({ name }) => name.toLowerCase() === "from").map(({ value }) => value);
  const senders = new Set((own.length > 0 ? own : [commonHeaders.from.join(", ")]).map(onlyAddress));
  return senders.size === 1 ? [...senders][0] : undefined;
}

/** The address of `Jane Doe <jane@acme.example>`. Nothing else may look like one, and none that needs quotes is taken. */
function onlyAddress(text: string): string | undefined {
  const masked = text.replace(/"(?:[^"\\]|\\.)*"/gs, '"').trim();
  const [, angled, bare] = /^(?:[^<>@]*<([^<>]+)>|([^<>]+))$/.exec(masked) ?? [];
  return /^[^\s"(),:;@[\]\\]+@[\p{L}\p{N}.-]+$/u.exec(angled ?? bare ?? "")?.[0];
}

const domainOf = (address: string): string => address.slice(address.lastIndexOf("@") + 1).toLowerCase();

const addressesIn = (texts: string[]): string[] =>
  texts.flatMap((text) => text.match(/[^\s"'(),:;<>]+@[^\s"'(),:;<>]+/g) ?? []);
