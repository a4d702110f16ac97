export { type Meeting, meetingFrom, nextPack, packAt, reviewers } from "./meeting.ts";
export type { ActionItem, Example, Marked, OpenPromise, Pack } from "./model.ts";
export { ownWord, packOf } from "./pack.ts";
export { type PackPart, partsOf, whenInWords } from "./words.ts";
