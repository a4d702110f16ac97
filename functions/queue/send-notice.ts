import { reportClocks, reportIncident } from "@baton/core/health";
import { sendNotice } from "@baton/core/mailing";
import type { NoticeMessage } from "@baton/core/ports";
import { type Links, links } from "@baton/core/signed";
import { renderClockReport, renderSourceReport } from "@baton/email";
import { eachMessage } from "../../packages/aws/src/lambda/batch.ts";
import { linkKey, publicUrl, relay } from "../deps.ts";
import { mailList, mailNotice, mailReport } from "./mails.ts";

let signing: Links | undefined;

/** The key is read when the first mail is written. */
function linkSigner(): Links {
  signing ??= links(linkKey());
  return signing;
}

/** Writes and sends the mail of each notice, to the rep or, about a source or the clocks, to the operator. */
export const handler = eachMessage<NoticeMessage>((message, again) => {
  if ("lead" in message)
    return sendNotice(
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
