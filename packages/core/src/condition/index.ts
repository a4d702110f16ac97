export * from "./condition.ts";
export { conditionInWords } from "./words.ts";
