export { finishDelivery, replayDelivery, workIntake } from "./finish.ts";
export { answerHook, type HookAnswer } from "./hook.ts";
export { type Incoming, unpackIncoming } from "./incoming.ts";
export { type Whose, whose } from "./requests.ts";
export { splitPeople } from "./split.ts";
export { takeDelivery } from "./take.ts";
