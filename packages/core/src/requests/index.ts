export { ACTION } from "./action.ts";
export { returnableUntil } from "./answers.ts";
export { type Acting, type Asking, askable, askFor, askToAct } from "./ask.ts";
export {
  type ListedRequest,
  listedRequest,
  listRequests,
  type RequestQuery,
  type RequestState,
  requestStates,
} from "./list.ts";
