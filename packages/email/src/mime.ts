import type { NoticeView } from "@baton/core/mailing";
import { oneLine } from "./clean.ts";
import type { RenderedNotice } from "./notice.ts";

export interface MimeInput {
  /**
   * Whom it goes to and what it is about, a lead or a source: all mails about the same are one thread. A list, or a report on
   * something else, is one of its own.
   */
  view: { recipient: NoticeView["recipient"] } & (
    | { lead: { id: string } }
    | { source: string }
    | { list: string }
    | { report: string }
  );
  rendered: RenderedNotice;
  /** The bare address mails are sent from; its domain is that of the message ids. */
  from: string;
  /** Unique per notice, so that a mail sent twice is seen to be the same. */
  noticeId: string;
  /** The deliveries that brought the leads it is about: whoever has the mail finds by them all that was logged of a lead. */
  deliveries?: readonly string[];
  /** When the mail is written, epoch milliseconds. */
  at: number;
}

/** Ids end up in headers and between angle brackets, where only this much is certain to mean nothing else. */
function headerId(id: string): string {
  return id.replace(/[^A-Za-z0-9._-]/g, "-");
}

function subjectOf(view: MimeInput["view"]): [kind: string, id: string] {
  if ("lead" in view) return ["Lead", view.lead.id];
  if ("source" in view) return ["Source", view.source];
  return "list" in view ? ["List", view.list] : ["Report", view.report];
}

/**
 * The mail as it is handed to SES. All mails of a lead, or a source, refer to one message id that no mail has, so that clients thread them in
 * whatever order they arrive. There is no Reply-To to the lead, ever: a reply would quote score and reasons to them.
 *
 * @throws when `from` or the recipient's address is not a bare address.
 */
export async function composeMime({ view, rendered, from, noticeId, deliveries = [], at }: MimeInput): Promise<Buffer> {
  const domain = /^[^\s<>@"]+@([A-Za-z0-9.-]+)$/.exec(from)?.[1];
  if (!domain) throw new Error("The sender must be a bare mail address.");
  if (!/^[^\s<>@",;:]+@[^\s<>@",;:]+$/.test(view.recipient.email))
    throw new Error("The recipient has no bare mail address.");
  const [kind, id] = subjectOf(view);
  const thread = `<${kind === "Lead" ? "" : `${kind.toLowerCase()}.`}${headerId(id)}@${domain}>`;
  // Loaded here, so that a function that only shows pages does not carry a MIME library.
  const { default: MailComposer } = await import("nodemailer/lib/mail-composer");
  const event = rendered.meeting && (await import("./rounds/meeting.ts")).meetingPart(rendered.meeting, at);
  return new MailComposer({
    from: { name: oneLine(rendered.fromName, 100), address: from },
    to: { name: oneLine(view.recipient.name, 100), address: view.recipient.email },
    subject: oneLine(rendered.subject, 200),
    messageId: `<${headerId(noticeId)}@${domain}>`,
    inReplyTo: thread,
    references: thread,
    date: new Date(at),
    headers: {
      "Auto-Submitted": "auto-generated",
      [`X-Baton-${kind}`]: headerId(id),
      "X-Baton-Notice": headerId(noticeId),
      ...(deliveries.length > 0 && { "X-Baton-Delivery": deliveries.map(headerId) }),
    },
    text: rendered.text,
    html: rendered.html,
    ...(event && { icalEvent: event }),
    disableFileAccess: true,
    disableUrlAccess: true,
  })
    .compile()
    .build();
}
