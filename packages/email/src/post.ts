import { loggable } from "@baton/core/error";
import { copyAddress } from "@baton/core/inbound";
import type { Mailed } from "@baton/core/mailbox";
import type { LeadView, NoticeView, Post, PostList } from "@baton/core/mailing";
import type { Log } from "@baton/core/ports";
import { wordsIn } from "@baton/words";
import { composeMime, type MimeInput } from "./mime.ts";
import { renderNotice } from "./notice.ts";
import { renderNoticeList } from "./notice-list.ts";

/** What mails are sent with. */
export interface PostOptions {
  /** Hands a composed mail over; answers the id it is known by from then on. */
  send(mail: { raw: Uint8Array; from: string; to: string; about: Mailed }): Promise<string>;
  sender(): string;
  /** Where copies of mails to leads are received; undefined when none are. */
  inboundDomain(): string | undefined;
  /** Is told of every mail once it is sent, but for those that hand over a lead; `id` is the same for every sending of it. */
  sent(mail: { id: string; person: string; at: number }): Promise<void>;
  log: Log;
}

/** Composes, sends and logs each mail once, with what it was about. */
export function postOffice({ send, sender, inboundDomain, sent, log }: PostOptions) {
  async function mail(about: Mailed, input: Omit<MimeInput, "from">): Promise<string> {
    const from = sender();
    return send({ raw: await composeMime({ ...input, from }), from, to: input.view.recipient.email, about });
  }

  /** A mail that is sent is not sent again because nobody could be told of it. */
  const noted = async (mail: Parameters<PostOptions["sent"]>[0]) => {
    try {
      await sent(mail);
    } catch (error) {
      log("warn", "a mail is not counted", { mail: mail.id, ...loggable(error) });
    }
  };

  const post: Post = async (view, { to, at, ...about }) => {
    const { notice: noticeId, delivery } = about;
    const words = await wordsIn(view.language ?? "en");
    const messageId = await mail(
      { to, kind: view.kind, notices: [about] },
      {
        view,
        rendered: renderNotice(withCopyAddress(view, inboundDomain()), words),
        noticeId,
        deliveries: [delivery],
        at,
      },
    );
    log("info", "mail sent", { ...about, kind: view.kind, messageId });
    if (!handsOver(view)) await noted({ id: noticeId, person: to, at });
    return messageId;
  };

  const postList: PostList = async (views, { id, to, notices, at }) => {
    const { kind, recipient, language = "en" } = views[0]!;
    const messageId = await mail(
      { to, kind, notices },
      {
        view: { recipient, list: id },
        rendered: renderNoticeList(views, await wordsIn(language)),
        noticeId: id,
        deliveries: notices.map(({ delivery }) => delivery),
        at,
      },
    );
    for (const about of notices) log("info", "mail sent", { ...about, kind, list: id, messageId });
    if (!views.every(handsOver)) await noted({ id, person: to, at });
    return messageId;
  };

  /** `person`: whose work together it counts as; nobody's, of what somebody asked for themselves. */
  const postReport = async (input: Omit<MimeInput, "from"> & { person?: string }): Promise<string> => {
    const messageId = await mail({ report: input.noticeId }, input);
    log("info", "mail sent", { report: input.noticeId, messageId });
    const { noticeId: id, person, at } = input;
    if (person !== undefined) await noted({ id, person, at });
    return messageId;
  };

  return { post, postList, postReport };
}

/** To have a lead is work, and not what working together takes. */
const handsOver = ({ kind, request }: Pick<NoticeView, "kind" | "request">): boolean =>
  kind === "handover" && request === undefined;

/** What is shown of a lead, with the address for copies of mails to it where such are received. */
export function withCopyAddress<View extends { lead: LeadView }>(view: View, domain: string | undefined): View {
  return domain === undefined ? view : { ...view, lead: { ...view.lead, copyTo: copyAddress(view.lead.id, domain) } };
}
