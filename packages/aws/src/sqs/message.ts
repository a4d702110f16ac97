/**
 * The version of the messages that functions send one another, e.g. `{"v":1,"lead":"…","dueAt":"…"}`. While a deployment goes out,
 * those of the one before are under way: when a shape changes the version does, and what came before is still read here.
 */
const VERSION = 1;

export const writeMessage = (message: unknown): string => JSON.stringify({ v: VERSION, ...(message as object) });

/** Reads what `writeMessage` wrote. Throws for any other version, so that it comes again until code is there that knows it. */
export function readMessage<T>(body: string): T {
  const { v, ...message } = JSON.parse(body) as { v?: unknown };
  if (v !== VERSION) throw new Error(`A message of version ${v} came; what is read is ${VERSION}.`);
  return message as T;
}
