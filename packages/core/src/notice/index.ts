export { type Line, timeline } from "../lead/timeline.ts";
export { touchesOf } from "../relay/touches.ts";
export { leadView, noticeView, responseView } from "./build.ts";
export { type LeadView, type NoticeKind, type NoticeView, noticeKinds, type ResponseView } from "./view.ts";
