/** The part of mailparser that the tests use; the package has no types of its own. */
declare module "mailparser" {
  interface Addresses {
    text: string;
    value: { name: string; address?: string }[];
  }
  export interface ParsedMail {
    subject?: string;
    from?: Addresses;
    to?: Addresses | Addresses[];
    cc?: Addresses | Addresses[];
    bcc?: Addresses | Addresses[];
    replyTo?: Addresses;
    messageId?: string;
    inReplyTo?: string;
    references?: string | string[];
    date?: Date;
    text?: string;
    html?: string | false;
    headers: Map<string, unknown>;
    headerLines: { key: string; line: string }[];
    attachments: unknown[];
  }
  export function simpleParser(source: string | Uint8Array): Promise<ParsedMail>;
}
