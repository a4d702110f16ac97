import type { Lead, Notice } from "../lead/index.ts";
import type { Links } from "../link/index.ts";
import { noticeView } from "../notice/build.ts";
import type { NoticeView } from "../notice/view.ts";
import type { Relay } from "./relay.ts";
import { touchesOf } from "./touches.ts";

/** While a process sends a notice, others leave it alone for this long. */
const CLAIM_MS = 60_000;

/** Sends one notice as mail; answers the provider's message id. */
export type Post = (view: NoticeView, meta: { lead: string; notice: string; at: number }) => Promise<string>;

/**
 * Sends a notice that a lead still has. A repeat is noticed by the notice's id: claimed by another process or sent already,
 * it is not sent again. Only a crash between SES's answer and our record of it can repeat a mail.
 */
export async function notify(
  relay: Relay,
  means: { post: Post; links: Links; pageUrl(token: string): string },
  message: { lead: string; notice: string },
): Promise<void> {
  const lead = await relay.store.lead(message.lead);
  const notice = lead?.notices.find(({ id }) => id === message.notice);
  if (!lead || !notice) return;
  const now = relay.time.now();
  const claim = await relay.store.claimNotice(lead.id, notice.id, { now, until: now + CLAIM_MS });
  if (claim === "busy") return;
  if (claim === "claimed") {
    const rulebook = await relay.rulebooks.version(lead.clock?.version ?? lead.decision.version);
    if (rulebook.agreement.people[notice.to]) {
      const link = means.pageUrl(means.links.sign({ lead: lead.id, person: notice.to }, now));
      const [events, touches] = await Promise.all([relay.store.events(lead.id), touchesOf(relay.store, lead)]);
      const messageId = await means.post(noticeView(rulebook, lead, events, touches, notice, link), {
        lead: lead.id,
        notice: notice.id,
        at: now,
      });
      await relay.store.noticeSent(lead.id, notice.id, { at: now, messageId });
    }
  }
  await settle(relay, lead, notice);
}

/** Takes a sent notice off the lead; a concurrent change of the lead is read again, the mail is not sent again. */
async function settle(relay: Relay, read: Lead, notice: Notice): Promise<void> {
  let lead: Lead | undefined = read;
  for (let attempt = 0; attempt < 8 && lead?.notices.some(({ id }) => id === notice.id); attempt++) {
    const next: Lead = {
      ...lead,
      revision: lead.revision + 1,
      notices: lead.notices.filter(({ id }) => id !== notice.id),
    };
    if ((await relay.store.update(next, {})) === "done") return;
    lead = await relay.store.lead(read.id);
  }
}
