export { answerAsk, askOnce, closeAsk, type Said, takeOneOf } from "./ask.ts";
export { LONGEST_LINE, scale } from "./form.ts";
export { answered, type ShownAsk, showAsk } from "./kinds.ts";
export type { Ask, Choice, Field } from "./model.ts";
export { mayAsk } from "./optional.ts";
