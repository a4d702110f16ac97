import { sesMailer } from "@baton/aws/ses";
import type { Mailed } from "@baton/core/mailbox";
import type { Post, PostList } from "@baton/core/mailing";
import { composeMime, type MimeInput, renderNotice, renderNoticeList } from "@baton/email";
import { withCopy } from "../../packages/web/src/page/copy.ts";
import { configurationSet, log, sender } from "../deps.ts";

// Each mail is composed, sent and logged once, with what it was about.

const send = sesMailer(configurationSet);

async function mail(about: Mailed, input: Omit<MimeInput, "from">): Promise<string> {
  const from = sender();
  return send({ raw: await composeMime({ ...input, from }), from, to: input.view.recipient.email, about });
}

export const mailNotice: Post = async (view, { to, at, ...about }) => {
  const { notice: noticeId, delivery } = about;
  const messageId = await mail(
    { to, kind: view.kind, notices: [about] },
    { view, rendered: renderNotice(withCopy(view)), noticeId, deliveries: [delivery], at },
  );
  log("info", "mail sent", { ...about, kind: view.kind, messageId });
  return messageId;
};

export const mailList: PostList = async (views, { id, to, notices, at }) => {
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

export async function mailReport(input: Omit<MimeInput, "from">): Promise<string> {
  const messageId = await mail({ report: input.noticeId }, input);
  log("info", "mail sent", { report: input.noticeId, messageId });
  return messageId;
}
