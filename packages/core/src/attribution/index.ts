export { credit, influencing, type Model, models, type Step, stepsOf, type Way } from "./credit.ts";
