import { progressForms } from "@baton/core/signed";
import { describe, expect, test } from "vitest";

const NOW = Date.parse("2026-11-24T09:00:00Z");
const forms = progressForms("a key");
const value = forms.sign({ kind: "hand-over", person: "sam", at: NOW, state: { of: "ana", given: ["lead_1"] } });
const open = (of: string, by: { kind?: string; person?: string; now?: number } = {}) =>
  forms.open(of, { kind: "hand-over", person: "sam", now: NOW, ...by });

describe("a form that goes on with something", () => {
  test("carries what was done so far", () => {
    expect(open(value)).toEqual({ of: "ana", given: ["lead_1"] });
    expect(progressForms("a new key,a key").open(value, { kind: "hand-over", person: "sam", now: NOW })).toBeDefined();
  });

  test("is nobody else's, goes on with nothing else, and is written by us", () => {
    const [payload] = value.split(".");
    const forged = progressForms("another key").sign({ kind: "hand-over", person: "sam", at: NOW, state: {} });
    for (const wrong of ["", "nonsense", `${payload}.`, forged])
      expect(() => open(wrong)).toThrow(expect.objectContaining({ code: "form.forged", status: 422 }));
    expect(() => open(value, { person: "tim" })).toThrow("begin anew");
    expect(() => open(value, { kind: "take-back" })).toThrow("begin anew");
  });

  test("is good for a day", () => {
    expect(open(value, { now: NOW + 86_399_000 })).toBeDefined();
    expect(() => open(value, { now: NOW + 86_400_000 })).toThrow(expect.objectContaining({ code: "form.old" }));
  });
});
