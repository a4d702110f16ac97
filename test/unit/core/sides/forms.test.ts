import { answerAsk, askOnce, closeAsk, type Field } from "@baton/core/asks";
import { beforeEach, describe, expect, test } from "vitest";
import { small } from "../../../helpers/agreements.ts";
import { type World, world } from "../../../helpers/world.ts";

const T = "2026-11-24T09:00:00Z";
const fields: Field[] = [
  { id: "first", label: "First", is: "line" },
  { id: "second", label: "Second", is: "line" },
  { id: "rating", label: "How well?", is: "scale" },
  { id: "kind", label: "Which kind?", is: "choice" },
];
const choices = [
  { id: "a", name: "A" },
  { id: "b", name: "B" },
];

describe("a question with a form", () => {
  let w: World;
  const asked = (more: { fields?: Field[] } = {}) =>
    askOnce(w.relay, {
      subject: "form/1",
      person: "ana",
      question: "",
      respondBy: "2026-12-01T09:00:00.000Z",
      choices,
      fields,
      ...more,
    });
  const answer = (form: Record<string, string>) => answerAsk(w.relay, "form/1", "ana", form);
  beforeEach(async () => {
    w = await world(small(), { at: T });
  });

  test("keeps what was given, masked and on one line, and forgets what is left empty when it is replaced", async () => {
    await asked();
    await answer({ first: "  Quick,\n ask jo@x.example ", rating: "4", kind: "b" });
    expect(await w.store.ask("form/1", "ana")).toMatchObject({
      answer: {
        at: "2026-11-24T09:00:00.000Z",
        text: "Quick, ask [e-mail]; 4; b",
        given: { first: "Quick, ask [e-mail]", rating: "4", kind: "b" },
      },
    });
    await w.until("2026-11-24T10:00:00Z");
    const { answer: now } = await answer({ second: "x".repeat(150), first: "" });
    expect(now).toMatchObject({ at: "2026-11-24T10:00:00.000Z", given: { second: "x".repeat(140) } });
    expect(Object.keys(now!.given!)).toEqual(["second"]);
  });

  test("is not changed by the same answer", async () => {
    await asked();
    const { revision, answer: before } = await answer({ first: "Quick" });
    await w.until("2026-11-24T10:00:00Z");
    await answer({ first: "Quick" });
    expect(await w.store.ask("form/1", "ana")).toMatchObject({ revision: revision + 1, answer: before });
    // The same words in another line are another answer.
    expect((await answer({ second: "Quick" })).answer).toMatchObject({ given: { second: "Quick" } });
  });

  test.each<[string, Record<string, string>, string]>([
    ["nothing", {}, "ask.empty"],
    ["blank lines", { first: " ", second: "\n" }, "ask.empty"],
    ["signs that say nothing", { first: "—" }, "ask.empty"],
    ["a number beyond the scale", { first: "Quick", rating: "6" }, "ask.choice"],
    ["what there is not to choose", { kind: "c" }, "ask.choice"],
    ["what is no field of it", { third: "Quick" }, "ask.empty"],
  ])("refuses %s", async (_, form, code) => {
    await asked();
    await expect(answer(form)).rejects.toMatchObject({ code, status: 422 });
    expect((await w.store.ask("form/1", "ana"))?.answer).toBeUndefined();
  });

  test("refuses a plain text, and one that lacks what it has to have", async () => {
    await asked({ fields: [{ ...fields[0]!, required: true }, fields[1]!] });
    for (const said of ["Quick", ["Quick"], { second: "Quick" }])
      await expect(answerAsk(w.relay, "form/1", "ana", said)).rejects.toMatchObject({ code: "ask.empty" });
  });

  test("takes no answer any more once it was closed", async () => {
    await asked();
    await answer({ first: "Quick" });
    await closeAsk(w.relay, { subject: "form/1", person: "ana" });
    await expect(answer({ first: "Slow" })).rejects.toMatchObject({ code: "ask.closed" });
    expect(await w.store.ask("form/1", "ana")).toMatchObject({ answer: { given: { first: "Quick" } } });
  });
});
