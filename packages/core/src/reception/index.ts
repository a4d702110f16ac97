export { type Answered, answered, fetched } from "./fetched.ts";
export { finishDelivery, replayDelivery, workIntake } from "./finish.ts";
export { answerHook, type HookAnswer } from "./hook.ts";
export { type Incoming, unpackIncoming } from "./incoming.ts";
export { takeDelivery } from "./take.ts";
