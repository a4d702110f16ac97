/** A mail as SES's emulator shows it. */
export interface Mail {
  messageId: string;
  /** The display name tells what kind of mail it is: `Baton · Reminder`. */
  from: string;
  /** The bare address. */
  to: string;
  replyTo: string[];
  subject: string;
  text: string;
  html: string;
}

/** What has arrived in the emulator's inbox, oldest first. */
export function inbox(url: string) {
  const all = async (): Promise<Mail[]> => {
    const response = await fetch(`${url}/store`);
    const { emails } = (await response.json()) as { emails: Stored[] };
    return emails.map(({ messageId, from, replyTo, destination, subject, body }) => ({
      messageId,
      from,
      to: destination.to.map((each) => /<([^>]*)>$/.exec(each)?.[1] ?? each).join(", "),
      replyTo,
      subject,
      text: body.text ?? "",
      html: body.html ?? "",
    }));
  };
  return {
    all,
    /** Mails that are about somebody. */
    about: async (name: string): Promise<Mail[]> => (await all()).filter(({ subject }) => subject.includes(name)),
  };
}

interface Stored {
  messageId: string;
  from: string;
  replyTo: string[];
  destination: { to: string[] };
  subject: string;
  body: { text?: string; html?: string };
}

/** What kind of mail it is, as the sender's name says. */
export const kindOf = ({ from }: Mail): string => /Baton · ([^"<]*?)"? </.exec(from)?.[1] ?? from;

/** `kind to` of each mail, in order of arrival. */
export const heard = (mails: readonly Mail[]): string[] =>
  mails.map((mail) => `${kindOf(mail)} → ${mail.to.split("@")[0]}`);

/** The token of the reader's link in a mail. */
export function tokenIn({ text }: Mail): string {
  const token = /\/r\/([A-Za-z0-9_.-]+)/.exec(text)?.[1];
  if (token === undefined) throw new Error("There is no link in the mail.");
  return token;
}
