export { answerAsk, askOnce, noteUse } from "./ask.ts";
export type { Ask } from "./model.ts";
