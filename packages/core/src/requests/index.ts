export { returnableUntil } from "./answers.ts";
export { type Asking, askable, askFor } from "./ask.ts";
export {
  type ListedRequest,
  listedRequest,
  listRequests,
  type RequestQuery,
  type RequestState,
  requestStates,
} from "./list.ts";
