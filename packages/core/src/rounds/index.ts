export { firstOfWeek } from "./kinds.ts";
export type { MailedMeeting, RoundLinks, RoundSection, RoundView } from "./mail.ts";
export { beginRound, planRounds } from "./plan.ts";
export { type RoundMeans, sendRound } from "./send.ts";
