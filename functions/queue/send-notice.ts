import { sesMailer } from "@baton/aws/ses";
import { mailSignIn, type SignInView } from "@baton/core/board";
import { reportClocks, reportIncident } from "@baton/core/health";
import { sendNotice } from "@baton/core/mailing";
import type { NoticeMessage, PostMail } from "@baton/core/ports";
import { tellOfAbsence } from "@baton/core/roster";
import { sendRound } from "@baton/core/rounds";
import { noteEffort } from "@baton/core/sheet";
import {
  askLinks,
  calendarLinks,
  campaignLinks,
  links,
  type PageClaim,
  pageLinks,
  signInLinks,
} from "@baton/core/signed";
import { tellOfProposal } from "@baton/core/signing";
import {
  type MimeInput,
  postOffice,
  type RenderedNotice,
  renderAbsence,
  renderClockReport,
  renderProposal,
  renderRound,
  renderSignIn,
  renderSourceReport,
} from "@baton/email";
import { type Language, type Words, wordsIn } from "@baton/words";
import {
  configurationSet,
  eachMessage,
  folding,
  inboundDomain,
  linkKey,
  log,
  publicUrl,
  relay,
  sender,
} from "../deps.ts";

const { post, postList, postReport } = postOffice({
  send: sesMailer(configurationSet),
  sender,
  inboundDomain,
  sent: (mail) => noteEffort(relay, { ...mail, effort: "mail" }),
  log,
});
const pageUrl = (token: string): string => `${publicUrl()}/r/${token}`;

/** Where mails of an instant link to that are about no lead. */
const linksOf = (now: number) => ({
  ask: (subject: string, person: string) => `${publicUrl()}/a/${askLinks(linkKey()).sign({ subject, person }, now)}`,
  page: (page: PageClaim["page"], person: string) =>
    `${publicUrl()}/p/${pageLinks(linkKey()).sign({ page, person }, now)}`,
  calendar: (person: string) =>
    `${publicUrl()}/c/${calendarLinks(linkKey()).sign({ calendar: "campaigns", person }, now)}.ics`,
  campaign: (campaign: string, person: string) =>
    `${publicUrl()}/c/${campaignLinks(linkKey()).sign({ campaign, person }, now)}`,
});

/** Posts the link that somebody asked for, which counts as nobody's work. */
const postSignIn: PostMail<SignInView> = async (view, { id, at }) => {
  const rendered = renderSignIn(view, await wordsIn(view.language));
  return postReport({ view: { recipient: view.recipient, report: id }, rendered, noticeId: id, at });
};

/** Posts what is about no lead, as it is rendered in the words of its recipient. */
const reported =
  <View extends Pick<MimeInput["view"], "recipient"> & { language?: Language }>(
    render: (view: View, words: Words) => RenderedNotice,
  ): PostMail<View> =>
  async (view, { id, to, at }) => {
    const { recipient, language = "en" } = view;
    const about =
      "source" in view && typeof view.source === "string"
        ? { recipient, source: view.source }
        : { recipient, report: id };
    return postReport({ view: about, rendered: render(view, await wordsIn(language)), noticeId: id, person: to, at });
  };

/** Writes and sends the mail of each notice, to the rep, of an absence to a manager or deputy, of a proposal to signers, to who signs in, of what has come round, or about a source or the clocks to the operator. */
export const handler = eachMessage<NoticeMessage>((message) => {
  if ("lead" in message) return sendNotice(relay, { links: links(linkKey()), pageUrl, post, postList }, message);
  if ("signIn" in message)
    return mailSignIn(
      relay,
      { link: (claim) => `${publicUrl()}/sign-in/${signInLinks(linkKey()).sign(claim)}`, post: postSignIn },
      message,
    );
  if ("source" in message) return reportIncident(relay, reported(renderSourceReport), message);
  if ("absence" in message) return tellOfAbsence(relay, reported(renderAbsence), message);
  if ("proposal" in message)
    return tellOfProposal(
      relay,
      { link: (subject, person, now) => linksOf(now).ask(subject, person), post: reported(renderProposal) },
      message,
    );
  if ("round" in message)
    return sendRound({ relay, folding: folding(), links: linksOf, post: reported(renderRound) }, message);
  return reportClocks(relay, reported(renderClockReport));
});
