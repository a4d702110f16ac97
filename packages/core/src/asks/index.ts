export { asRead } from "./as-read.ts";
export { answerAsk, askOnce, closeAsk, type Said, takeOneOf } from "./ask.ts";
export { LONGEST_LINE, scale } from "./form.ts";
export { answered, showAsk } from "./kinds.ts";
export type { Ask, Choice, Field, ShownAsk } from "./model.ts";
export { mayAsk } from "./optional.ts";
