import type { WordId, Words } from "@baton/words";
import type { Ask } from "./model.ts";

/** What Baton itself lets people choose, and the lines of its own forms, by the kind of question and their ids. */
const own: Record<string, Record<string, WordId>> = {
  judged: { kept: "choice.kept", "not-kept": "choice.notKept", "too-early": "choice.tooEarly" },
  win: { thanks: "choice.thanks" },
  rejection: { upheld: "choice.upheld", withdrawn: "choice.withdrawn" },
  ride: { yes: "choice.come", no: "choice.notNow" },
  rode: { yes: "choice.took", no: "choice.tookNot", was: "ride.tookPlace", learned: "ride.learned" },
  survey: { thing1: "choice.first", thing2: "choice.second", thing3: "choice.third", rating: "choice.rating" },
};

/** A wording that is none of the others: of the agreed messages, or where none are agreed of the groups. */
const NONE = "none";
const firstGroup = "is:A";

/** A question with its choices and form as whoever is asked reads them; what people wrote stays as it is. */
export function asRead(ask: Ask, { say }: Words): Ask {
  const [kind = ""] = ask.subject.split("/");
  const known = (Object.hasOwn(own, kind) ? own[kind] : undefined) ?? {};
  const { choices, fields } = ask;
  const isGrouped = kind === "wordings" && choices?.some(({ id, name }) => id === firstGroup && name === "Group A");
  const nameOf = ({ id, name }: { id: string; name: string }): string => {
    if (Object.hasOwn(known, id)) return say(known[id]!);
    if (kind === "wordings" && id === NONE) return say(isGrouped ? "choice.alone" : "choice.noMessage");
    return isGrouped ? say("choice.group", { letter: id.slice("is:".length) }) : name;
  };
  return {
    ...ask,
    ...(choices && { choices: choices.map((choice) => ({ ...choice, name: nameOf(choice) })) }),
    ...(fields && {
      fields: fields.map((field) =>
        Object.hasOwn(known, field.id) ? { ...field, label: say(known[field.id]!) } : field,
      ),
    }),
  };
}
