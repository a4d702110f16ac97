import { sesMailer } from "@baton/aws/ses";
import { reportClocks, reportIncident } from "@baton/core/health";
import { sendNotice } from "@baton/core/mailing";
import type { NoticeMessage } from "@baton/core/ports";
import { tellOfAbsence } from "@baton/core/roster";
import { askLinks, calendarLinks, campaignLinks, links } from "@baton/core/signed";
import { tellOfProposal } from "@baton/core/signing";
import { sendWeekly } from "@baton/core/weekly";
import {
  postOffice,
  renderAbsence,
  renderClockReport,
  renderProposal,
  renderSourceReport,
  renderWeekly,
} from "@baton/email";
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

const { post, postList, postReport } = postOffice({ send: sesMailer(configurationSet), sender, inboundDomain, log });
const pageUrl = (token: string): string => `${publicUrl()}/r/${token}`;

/** Where the Weekly of an instant links to. */
const weeklyLinks = (now: number) => ({
  ask: (subject: string, person: string) => `${publicUrl()}/a/${askLinks(linkKey()).sign({ subject, person }, now)}`,
  calendar: (person: string) =>
    `${publicUrl()}/c/${calendarLinks(linkKey()).sign({ calendar: "campaigns", person }, now)}.ics`,
  campaign: (campaign: string, person: string) =>
    `${publicUrl()}/c/${campaignLinks(linkKey()).sign({ campaign, person }, now)}`,
});

/** Writes and sends the mail of each notice, to the rep, of an absence to a manager or deputy, of a proposal to signers, or about a source or the clocks to the operator. */
export const handler = eachMessage<NoticeMessage>((message) => {
  if ("lead" in message) return sendNotice(relay, { links: links(linkKey()), pageUrl, post, postList }, message);
  if ("source" in message)
    return reportIncident(
      relay,
      (view, { id, at }) => postReport({ view, rendered: renderSourceReport(view), noticeId: id, at }),
      message,
    );
  if ("absence" in message)
    return tellOfAbsence(
      relay,
      (view, { id, at }) => {
        const { recipient } = view;
        return postReport({ view: { recipient, report: id }, rendered: renderAbsence(view), noticeId: id, at });
      },
      message,
    );
  if ("proposal" in message)
    return tellOfProposal(
      relay,
      {
        link: (subject, person, now) => weeklyLinks(now).ask(subject, person),
        post: (view, { id, at }) => {
          const { recipient } = view;
          return postReport({ view: { recipient, report: id }, rendered: renderProposal(view), noticeId: id, at });
        },
      },
      message,
    );
  if ("round" in message)
    return sendWeekly(
      {
        relay,
        folding: folding(),
        links: weeklyLinks,
        post: (view, { id, at }) => {
          const { recipient } = view;
          return postReport({ view: { recipient, report: id }, rendered: renderWeekly(view), noticeId: id, at });
        },
      },
      message,
    );
  return reportClocks(relay, (view, { id, at }) => {
    const { recipient } = view;
    return postReport({ view: { recipient, report: id }, rendered: renderClockReport(view), noticeId: id, at });
  });
});
