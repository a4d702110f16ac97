import { copyAddress } from "@baton/core/inbound";

type Verdict = "PASS" | "FAIL" | "GRAY" | "PROCESSING_FAILED";

export const inboundDomain = "in.leads.acme.example";

/** What SES publishes of a mail it received: written by Ana to Jane, with Baton in blind copy. Headers beyond 10 KB it leaves out. */
export function received({
  lead,
  recipients = [copyAddress(lead ?? "", inboundDomain)],
  from = "Ana Silva <ana@acme.example>",
  source = "ana@acme.example",
  to = ["Jane Doe <jane@globex.example>"],
  cc,
  messageId = "<CAF3x9@mail.acme.example>",
  at = "2026-11-24T09:10:00.000Z",
  headersTruncated = false,
  headers = headersTruncated ? [] : [{ name: "From", value: from }],
  verdicts = {},
}: {
  lead?: string;
  recipients?: string[];
  from?: string;
  /** The envelope's sender. */
  source?: string;
  to?: string[];
  cc?: string[];
  messageId?: string;
  at?: string;
  headersTruncated?: boolean;
  headers?: { name: string; value: string }[];
  verdicts?: Partial<Record<"spam" | "virus" | "spf" | "dkim" | "dmarc", Verdict>>;
}) {
  const { spam = "PASS", virus = "PASS", spf = "PASS", dkim = "PASS", dmarc = "PASS" } = verdicts;
  return {
    notificationType: "Received",
    mail: {
      timestamp: at,
      source,
      messageId: "d6iitobk75ur44p8kdnnp7g2n800",
      destination: [...to, ...(cc ?? [])],
      headersTruncated,
      headers: [
        { name: "Return-Path", value: `<${source}>` },
        {
          name: "Received",
          value:
            "from mail.acme.example (mail.acme.example [192.0.2.25]) by inbound-smtp.us-east-1.amazonaws.com with SMTP id d6iitobk75ur44p8kdnnp7g2n800",
        },
        { name: "X-SES-Spam-Verdict", value: spam },
        ...headers,
      ],
      commonHeaders: {
        returnPath: source,
        from: [from],
        date: "Mon, 23 Nov 2026 03:00:00 +0100",
        to,
        ...(cc && { cc }),
        messageId,
        subject: "Your enquiry",
      },
    },
    receipt: {
      timestamp: at,
      processingTimeMillis: 412,
      recipients,
      spamVerdict: { status: spam },
      virusVerdict: { status: virus },
      spfVerdict: { status: spf },
      dkimVerdict: { status: dkim },
      dmarcVerdict: { status: dmarc },
      ...(dmarc === "FAIL" && { dmarcPolicy: "none" }),
      action: { type: "Stop", topicArn: "arn:aws:sns:us-east-1:123456789012:baton-production-CopiesTopic" },
    },
  };
}
