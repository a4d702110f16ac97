export { mergePeople } from "./merge.ts";
export { type Whose, whose } from "./requests.ts";
export { splitPeople } from "./split.ts";
