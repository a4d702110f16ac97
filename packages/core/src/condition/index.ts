export * from "./condition.ts";
export { inWords } from "./words.ts";
