import { sesMailer } from "@baton/aws/ses";
import { reportClocks, reportIncident } from "@baton/core/health";
import { type Links, links } from "@baton/core/link";
import { type Lists, notify } from "@baton/core/relay";
import type { NoticeMessage } from "@baton/core/store";
import {
  composeMime,
  type MimeInput,
  renderClockReport,
  renderNotice,
  renderNoticeList,
  renderSourceReport,
} from "@baton/email";
import { linkKey, publicUrl, relay, sender } from "../deps.ts";
import { eachMessage } from "./batch.ts";

const send = sesMailer();
let signing: Links | undefined;

/** The key is read when the first mail is written. */
function linkSigner(): Links {
  signing ??= links(linkKey());
  return signing;
}

async function mail(input: Omit<MimeInput, "from">): Promise<string> {
  const from = sender();
  return send({ raw: await composeMime({ ...input, from }), from, to: input.view.recipient.email });
}

const mailList: Lists["post"] = (views, { id, at }) =>
  mail({ view: { recipient: views[0]!.recipient, list: id }, rendered: renderNoticeList(views), noticeId: id, at });

/** Writes and sends the mail of each notice, to the rep or, about a source or the clocks, to the operator. */
export const handler = eachMessage<NoticeMessage>((message, again) => {
  if ("lead" in message)
    return notify(
      relay,
      {
        links: linkSigner(),
        pageUrl: (token) => `${publicUrl()}/r/${token}`,
        post: (view, { notice, at }) => mail({ view, rendered: renderNotice(view), noticeId: notice, at }),
        lists: { post: mailList, again },
      },
      message,
    );
  if ("source" in message)
    return reportIncident(
      relay,
      (view, { id, at }) => mail({ view, rendered: renderSourceReport(view), noticeId: id, at }),
      message,
    );
  return reportClocks(relay, ({ recipient, ...view }, { id, at }) =>
    mail({ view: { recipient, report: id }, rendered: renderClockReport({ recipient, ...view }), noticeId: id, at }),
  );
});
