import type { Lead, Notice } from "../lead/index.ts";
import type { Links } from "../link/index.ts";
import { noticeView } from "../notice/build.ts";
import type { NoticeView } from "../notice/view.ts";
import type { Relay } from "./relay.ts";
import { rulesOf } from "./rules-of.ts";
import { touchesOf } from "./touches.ts";

/** Sends one notice as mail; answers the provider's message id. */
export type Post = (view: NoticeView, meta: { lead: string; notice: string; at: number }) => Promise<string>;

/** How notices go out together. */
export interface Lists {
  /**
   * Sends several notices of one kind to one person as one mail; answers the provider's message id. `id` is the mail's own.
   */
  post(
    views: NoticeView[],
    meta: { id: string; notices: { lead: string; notice: string }[]; at: number },
  ): Promise<string>;
  /** Has the message that is being dealt with come again after so many seconds. When it does not, the sweep sees to it. */
  again(seconds: number): void;
}

export interface Mailing {
  post: Post;
  lists: Lists;
  links: Links;
  pageUrl(token: string): string;
}

/** While a process sends a notice, others leave it alone for this long. */
export const CLAIM_MS = 60_000;

/** What a notice says, with a fresh link; undefined when its recipient has left. */
export async function viewOf(
  relay: Relay,
  { links, pageUrl }: Mailing,
  lead: Lead,
  notice: Notice,
  now: number,
): Promise<NoticeView | undefined> {
  const rulebook = await rulesOf(relay, lead);
  if (!rulebook.agreement.people[notice.to]) return undefined;
  const link = pageUrl(links.sign({ lead: lead.id, person: notice.to }, now));
  const [events, touches] = await Promise.all([relay.store.events(lead.id), touchesOf(relay.store, lead)]);
  return noticeView(rulebook, lead, events, touches, notice, link);
}

/** Takes a sent notice off the lead, or changes it; a concurrent change of the lead is read again, the mail is not sent again. */
export async function replaceNotice(
  relay: Relay,
  read: Lead,
  { id }: Notice,
  by?: (notice: Notice) => Notice,
): Promise<void> {
  let lead: Lead | undefined = read;
  for (let attempt = 0; attempt < 8 && lead?.notices.some((notice) => notice.id === id); attempt++) {
    const next: Lead = {
      ...lead,
      revision: lead.revision + 1,
      notices: lead.notices.flatMap((notice) => (notice.id !== id ? [notice] : by ? [by(notice)] : [])),
    };
    if ((await relay.store.update(next, {})) === "done") return;
    lead = await relay.store.lead(read.id);
  }
}
