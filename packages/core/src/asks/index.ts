export { answerAsk, askOnce, takeOneOf } from "./ask.ts";
export { answered, type ShownAsk, showAsk } from "./kinds.ts";
export type { Ask, Choice } from "./model.ts";
export { mayAsk } from "./optional.ts";
