import type { Test } from "@baton/core/condition";
import { fold } from "@baton/core/text";
import type { Circuit } from "../model/circuit.ts";
import type { Field } from "./field.ts";
import { type Parts, plain, text } from "./text.ts";

/** Who owns a person or an account: somebody in the agreement, or anybody who has left, since what is known outlives that. */
export async function owner(circuit: Circuit, tests: readonly Test[], people: readonly string[]): Promise<Field> {
  const ids = new Map(people.map((id) => [fold(id), id]));
  const field = await text(circuit, tests, { named: ids.keys(), invent });
  return {
    ...field,
    async value() {
      const value = await field.value();
      return ids.get(value as string) ?? value;
    },
  };
}

/** Somebody who is not in the agreement. */
export const formerOwner = "somebody-who-left";

function* invent(parts: Parts): Generator<string> {
  if (parts.start === "" && parts.inside.length === 0 && parts.end === "") yield formerOwner;
  yield* plain(parts);
}
