import { BatonError } from "../error/index.ts";
import { keysOf } from "./keys.ts";
import { tokens } from "./tokens.ts";

/** A form that goes on with something is good for so long. */
const GOOD_MS = 86_400_000;

/** What a form that goes on with something carries of what was done so far: of what kind it is, whose, and since when, epoch ms. */
export interface Progress<State> {
  kind: string;
  person: string;
  at: number;
  state: State;
}

/** Values of such forms, which nobody else can have written. */
export function progressForms(keys: string) {
  const signed = tokens<[kind: string, person: string, at: number, state: unknown]>(keysOf(keys), "baton-progress");
  return {
    sign: <State>({ kind, person, at, state }: Progress<State>): string => signed.sign([kind, person, at, state]),
    /** Throws `form.forged` for what was not written for that person and kind, and `form.old` for what was a day ago. */
    open<State>(value: string, { kind, person, now }: { kind: string; person: string; now: number }): State {
      const claim = signed.open(value);
      if (!claim || claim[0] !== kind || claim[1] !== person)
        throw new BatonError("form.forged", "This form is not complete. Please begin anew.", { status: 422 });
      if (now >= claim[2] + GOOD_MS)
        throw new BatonError("form.old", "This form was good for a day. Please begin anew.", { status: 410 });
      return claim[3] as State;
    },
  };
}
