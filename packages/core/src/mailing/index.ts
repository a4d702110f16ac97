export { type NoticeKind, noticeKinds } from "../lead/lead.ts";
export { leadView, noticeView, responseView } from "./build.ts";
export type { Mailing, Post, PostList } from "./mail.ts";
export { heedMailEvent } from "./mail-event.ts";
export { sendNotice } from "./notify.ts";
export type { LeadView, NoticeView, ResponseView } from "./view.ts";
