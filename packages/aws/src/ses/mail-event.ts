import { BatonError } from "@baton/core/error";
import type { MailEvent } from "@baton/core/mailbox";
import { z } from "zod";
import { instant, readPublished } from "./published.ts";
import { mailedAs } from "./tags.ts";

const mail = z.object({
  timestamp: instant,
  destination: z.array(z.string()),
  tags: z.record(z.string(), z.array(z.string())).default({}),
});

/** What SES publishes of a mail (the guide's "Contents of event data that Amazon SES publishes to Amazon SNS"), as far as it is read. */
const published = z.discriminatedUnion("eventType", [
  z.object({
    eventType: z.literal("Bounce"),
    mail,
    bounce: z.object({ bounceType: z.enum(["Permanent", "Transient", "Undetermined"]), timestamp: instant }),
  }),
  z.object({
    eventType: z.literal("Complaint"),
    mail,
    complaint: z.object({
      timestamp: instant,
      complaintFeedbackType: z.string().nullish(),
      complaintSubType: z.string().nullish(),
    }),
  }),
  z.object({ eventType: z.literal("Reject"), mail }),
]);

/**
 * Reads an event of a mail; undefined when nothing follows from it, or when the mail is none of ours: others in the account may send
 * through the same configuration set. What does not fit must be seen, because a hand-over may have bounced.
 */
export function readMailEvent(body: string): MailEvent | undefined {
  const event = readPublished(published, body);
  if (!event) return undefined;
  const mail = mailedAs(event.mail.tags);
  if (!mail) return undefined;
  // Each of our mails goes to one address. The recipient that a bounce itself names may be where that one forwards to.
  const [address, ...more] = event.mail.destination;
  if (!address || more.length > 0)
    throw new BatonError("mailEvent.unreadable", "An event of SES does not fit: mail.destination.", { status: 500 });
  const of = { address, mail };
  switch (event.eventType) {
    case "Bounce": {
      const { bounceType, timestamp: at } = event.bounce;
      return { what: bounceType === "Permanent" ? "refused" : "failed", at, ...of };
    }
    case "Reject":
      return { what: "rejected", at: event.mail.timestamp, ...of };
    case "Complaint": {
      const { timestamp: at, complaintFeedbackType, complaintSubType } = event.complaint;
      // It takes a complaint back.
      if (complaintFeedbackType === "not-spam") return undefined;
      // The account's own list of those who complained keeps the mail from being sent.
      return { what: complaintSubType === "OnAccountSuppressionList" ? "refused" : "complained", at, ...of };
    }
  }
}
