import { sesMailer } from "@baton/aws/ses";
import { type Links, links } from "@baton/core/link";
import { notify } from "@baton/core/relay";
import type { NoticeMessage } from "@baton/core/store";
import { composeMime, renderNotice } from "@baton/email";
import { linkKey, publicUrl, relay, sender } from "../deps.ts";
import { eachMessage } from "./batch.ts";

const send = sesMailer();
let signing: Links | undefined;

/** The key is read when the first mail is written. */
function linkSigner(): Links {
  signing ??= links(linkKey());
  return signing;
}

/** Writes and sends the mail of each notice. */
export const handler = eachMessage<NoticeMessage>((message) =>
  notify(
    relay,
    {
      links: linkSigner(),
      pageUrl: (token) => `${publicUrl()}/r/${token}`,
      async post(view, { notice, at }) {
        const from = sender();
        const raw = await composeMime({ view, rendered: renderNotice(view), from, noticeId: notice, at });
        return send({ raw, from, to: view.recipient.email });
      },
    },
    message,
  ),
);
