/** Writes Baton's mails: what is said (`letter`, `wording`), how it looks (`html`, `text`), and how it travels (`mime`). */
export { renderAbsence } from "./absence.ts";
export { countryName } from "./clean.ts";
export type { Html } from "./layout.ts";
export { composeMime, type MimeInput } from "./mime.ts";
export { type RenderedNotice, renderNotice } from "./notice.ts";
export { renderNoticeList } from "./notice-list.ts";
export { renderClockReport } from "./operator/clock-report.ts";
export { renderSourceReport } from "./operator/source-report.ts";
export { plainPoints, signedPoints } from "./points.ts";
export { type PostOptions, postOffice, withCopyAddress } from "./post.ts";
export { renderProposal } from "./proposal.ts";
export { renderRound } from "./rounds/round.ts";
export { renderSignIn } from "./sign-in.ts";
export { callName, mailtoLead, telLead } from "./to-lead/links.ts";
