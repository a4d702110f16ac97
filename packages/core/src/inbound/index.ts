/** Mails that people of ours write to leads, of which a copy comes to Baton. Nothing of what they say is read. */

/** A mail that came to Baton, as the mail service describes it. */
export interface MailCopy {
  /** The mail service's id of it. */
  id: string;
  /** When it came, ISO 8601; what the mail itself says is its sender's clock. */
  receivedAt: string;
  /** Addresses of ours that it came to. */
  recipients: string[];
  /** Who wrote it; undefined when that is not clear. */
  from: string | undefined;
  /** Addresses it names openly as its recipients. */
  to: string[];
  /** Its own id, which stays the same however often it comes. */
  messageId: string;
  /** Why it proves nothing. `forged`: nobody vouches that it is from whom it claims to be. */
  flaw?: "spam" | "virus" | "forged";
}

/** The address of ours that stands for a lead. It survives lower-casing, and its 31 characters fit before the `@`. */
export const copyAddress = (lead: string, domain: string): string => `${lead.toLowerCase()}@${domain}`;

/** The lead that an address of ours stands for, if any. */
export function leadOfAddress(address: string): string | undefined {
  const id = /^lead_([0-9A-HJKMNP-TV-Z]{26})@/i.exec(address)?.[1];
  return id && `lead_${id.toUpperCase()}`;
}
