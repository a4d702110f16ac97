import type { Mailed } from "@baton/core/mailbox";
import { tagsOf } from "../../../packages/aws/src/ses/tags.ts";

interface Told {
  /** Whom the mail was sent to. */
  to: string;
  about: Mailed;
  at?: string;
}

const AT = "2026-11-24T09:00:01.000Z";

/** The mail as SES describes it, with tags of its own among ours. */
const mailOf = ({ to, about, at = AT }: Told) => ({
  timestamp: at,
  source: "baton@baton.example",
  sendingAccountId: "123456789012",
  messageId: "0100018f-mail",
  destination: [to],
  headersTruncated: false,
  headers: [{ name: "Subject", value: "Lead: Jane Doe" }],
  commonHeaders: { to: [`Somebody <${to}>`], subject: "Lead: Jane Doe" },
  tags: {
    "ses:configuration-set": ["baton"],
    "ses:from-domain": ["baton.example"],
    ...Object.fromEntries(tagsOf(about).map(({ Name, Value }) => [Name, [Value]])),
  },
});

/** What SES publishes of a mail that bounced: for good, unless it says otherwise. */
export const bounce = (told: Told, bounceType: "Permanent" | "Transient" | "Undetermined" = "Permanent") => ({
  eventType: "Bounce",
  bounce: {
    feedbackId: "0100018f-bounce",
    bounceType,
    bounceSubType: "General",
    bouncedRecipients: [
      { emailAddress: "forwarded@elsewhere.example", action: "failed", status: "5.1.1", diagnosticCode: "550 unknown" },
    ],
    timestamp: told.at ?? AT,
    reportingMTA: "dsn; mta.example.com",
  },
  mail: mailOf(told),
});

/** What SES publishes when somebody calls a mail spam. */
export const complaint = (
  told: Told,
  more: { complaintFeedbackType?: string; complaintSubType?: string | null } = {},
) => ({
  eventType: "Complaint",
  complaint: {
    complainedRecipients: [{ emailAddress: told.to }],
    timestamp: told.at ?? AT,
    feedbackId: "0100018f-complaint",
    userAgent: "AnyCompany Feedback Loop",
    complaintFeedbackType: "abuse",
    complaintSubType: null,
    arrivalDate: told.at ?? AT,
    ...more,
  },
  mail: mailOf(told),
});

/** What SES publishes of a mail that it took and then would not send. */
export const rejection = (told: Told) => ({
  eventType: "Reject",
  mail: mailOf(told),
  reject: { reason: "Bad content" },
});
