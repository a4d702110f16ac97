export { type NoticeKind, noticeKinds } from "../lead/lead.ts";
export { leadView, responseView } from "./build.ts";
export type { Deadline } from "./deadline.ts";
export { type Enclosed, enclosedWith } from "./enclosed.ts";
export type { Mailing, Post, PostList } from "./mail.ts";
export { heedMailEvent } from "./mail-event.ts";
export { noticeView } from "./notice-view.ts";
export { sendNotice } from "./notify.ts";
export type { LeadView, NoticeView, ResponseView } from "./view.ts";
