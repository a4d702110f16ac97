import { BatonError } from "../error/index.ts";
import { cutText } from "../text/index.ts";
import { masked } from "../text/mask.ts";
import type { Ask, Field } from "./model.ts";

/** A line of a form, in UTF-16 units. */
export const LONGEST_LINE = 140;
/** From not at all to very well. */
export const scale: readonly string[] = ["1", "2", "3", "4", "5"];

/** What was written says something. */
const SAYS_SOMETHING = /[\p{L}\p{N}]/u;

/** What was given in the fields of a form, by their ids; those left empty are not in it. Throws `ask.empty` or `ask.choice`. */
export function readForm(ask: Ask, fields: readonly Field[], form: Readonly<Record<string, string>>) {
  const given: Record<string, string> = {};
  for (const field of fields) {
    const value = read(ask, field, Object.hasOwn(form, field.id) ? form[field.id]! : "");
    if (value !== "") given[field.id] = value;
    else if (field.required) throw empty(`Please answer every line; “${field.label}” is empty.`);
  }
  if (Object.keys(given).length === 0) throw empty("Please answer at least one of the lines.");
  return given;
}

function read({ choices = [] }: Ask, { label, is }: Field, value: string): string {
  if (is === "line") {
    const line = cutText(masked(value, []).replace(/\s+/gu, " "), LONGEST_LINE).trim();
    return SAYS_SOMETHING.test(line) ? line : "";
  }
  const known = is === "scale" ? scale : choices.map(({ id }) => id);
  if (value === "" || known.includes(value)) return value;
  throw new BatonError("ask.choice", `Please choose one of the answers to “${label}”.`, { status: 422 });
}

const empty = (message: string) => new BatonError("ask.empty", message, { status: 422 });
