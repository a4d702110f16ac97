import { errorFields, log } from "./log.ts";

/** How to take back what was started, oldest first. */
export type Undo = (() => unknown)[];

/** Takes everything back, newest first. A step that fails is logged and keeps none of the others from happening. */
export async function undoAll(undo: Undo): Promise<void> {
  for (let step = undo.pop(); step; step = undo.pop()) {
    try {
      await step();
    } catch (error) {
      log("error", "stopping failed", errorFields(error));
    }
  }
}

/** `Promise.all` that fails only after the others have ended too, so that everything started is there to be taken back. */
export async function started<T extends readonly unknown[]>(
  work: readonly [...{ [K in keyof T]: Promise<T[K]> }],
): Promise<T> {
  await Promise.allSettled(work);
  return (await Promise.all(work)) as unknown as T;
}
