import { sesMailer } from "@baton/aws/ses";
import { reportClocks, reportIncident } from "@baton/core/health";
import { type Links, links } from "@baton/core/link";
import type { Mailed } from "@baton/core/mailbox";
import { notify, type Post, type PostList } from "@baton/core/relay";
import type { NoticeMessage } from "@baton/core/store";
import {
  composeMime,
  type MimeInput,
  renderClockReport,
  renderNotice,
  renderNoticeList,
  renderSourceReport,
} from "@baton/email";
import { withCopy } from "../copy.ts";
import { configurationSet, linkKey, log, publicUrl, relay, sender } from "../deps.ts";
import { eachMessage } from "./batch.ts";

const send = sesMailer(configurationSet);
let signing: Links | undefined;

/** The key is read when the first mail is written. */
function linkSigner(): Links {
  signing ??= links(linkKey());
  return signing;
}

async function mail(about: Mailed, input: Omit<MimeInput, "from">): Promise<string> {
  const from = sender();
  return send({ raw: await composeMime({ ...input, from }), from, to: input.view.recipient.email, about });
}

const mailNotice: Post = async (view, { to, at, ...about }) => {
  const { notice: noticeId, delivery } = about;
  const messageId = await mail(
    { to, kind: view.kind, notices: [about] },
    { view, rendered: renderNotice(withCopy(view)), noticeId, deliveries: [delivery], at },
  );
  log("info", "mail sent", { ...about, kind: view.kind, messageId });
  return messageId;
};

const mailList: PostList = async (views, { id, to, notices, at }) => {
  const { kind, recipient } = views[0]!;
  const messageId = await mail(
    { to, kind, notices },
    {
      view: { recipient, list: id },
      rendered: renderNoticeList(views),
      noticeId: id,
      deliveries: notices.map(({ delivery }) => delivery),
      at,
    },
  );
  for (const about of notices) log("info", "mail sent", { ...about, kind, list: id, messageId });
  return messageId;
};

async function mailReport(input: Omit<MimeInput, "from">): Promise<string> {
  const messageId = await mail({ report: input.noticeId }, input);
  log("info", "mail sent", { report: input.noticeId, messageId });
  return messageId;
}

/** Writes and sends the mail of each notice, to the rep or, about a source or the clocks, to the operator. */
export const handler = eachMessage<NoticeMessage>((message, again) => {
  if ("lead" in message)
    return notify(
      relay,
      {
        links: linkSigner(),
        pageUrl: (token) => `${publicUrl()}/r/${token}`,
        post: mailNotice,
        postList: mailList,
        again,
      },
      message,
    );
  if ("source" in message)
    return reportIncident(
      relay,
      (view, { id, at }) => mailReport({ view, rendered: renderSourceReport(view), noticeId: id, at }),
      message,
    );
  return reportClocks(relay, ({ recipient, ...view }, { id, at }) =>
    mailReport({
      view: { recipient, report: id },
      rendered: renderClockReport({ recipient, ...view }),
      noticeId: id,
      at,
    }),
  );
});
