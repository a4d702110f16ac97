import { idFor, type WrittenCampaign, writtenCampaign } from "@baton/core/board";
import { describe, expect, test } from "vitest";

const nothing: WrittenCampaign = {
  id: "autumn",
  owner: "mia",
  name: "Autumn",
  promise: "",
  audience: "",
  starts: "",
  ends: "",
  question: "",
  message: "",
  goalMeasure: "",
  goalAtLeast: "",
  utm: "",
  sources: [],
};
const read = (written: Partial<WrittenCampaign>, before?: Parameters<typeof writtenCampaign>[1]) =>
  writtenCampaign({ ...nothing, ...written }, before);

describe("what a form says of a campaign", () => {
  test("is what is filled in, and nothing of what is not", () => {
    expect(read({})).toEqual({ id: "autumn", owner: "mia", name: "Autumn" });
    expect(
      read({
        promise: " A demo ",
        starts: "2026-12-01",
        ends: "2026-12-31",
        goalMeasure: "won-deals",
        goalAtLeast: "25",
        utm: "autumn 2026\r\n\n fall \nfall",
        sources: ["fair"],
      }),
    ).toEqual({
      id: "autumn",
      owner: "mia",
      name: "Autumn",
      promise: "A demo",
      starts: "2026-12-01",
      ends: "2026-12-31",
      goal: { measure: "won-deals", atLeast: 25 },
      match: { utm: ["autumn 2026", "fall"], source: ["fair"] },
    });
  });

  test("leaves what no form shows, and takes away what was emptied", () => {
    const before = {
      id: "autumn",
      owner: "mia",
      name: "Autumn",
      promise: "Old",
      askFrom: "2026-11-01",
      match: { utm: ["fall"], provider: ["123"] },
      changedAt: "2026-11-24T09:00:00.000Z",
    };
    expect(read({}, before)).toEqual({
      id: "autumn",
      owner: "mia",
      name: "Autumn",
      askFrom: "2026-11-01",
      match: { provider: ["123"] },
    });
  });

  test.each([
    ["acceptance-rate", "70 %", 0.7],
    ["acceptance-rate", "70", 0.7],
    ["acceptance-rate", "0,7", 0.7],
    ["acceptance-rate", "1", 1],
    ["won-deals", "12", 12],
  ])("reads a goal of %s that is written %s", (goalMeasure, goalAtLeast, atLeast) => {
    expect(read({ goalMeasure, goalAtLeast }).goal).toEqual({ measure: goalMeasure, atLeast });
  });

  test.each([
    ["name", { name: " " }],
    ["id", { id: "a b" }],
    ["id", { id: "" }],
    ["starts", { starts: "tomorrow" }],
    ["goal", { goalMeasure: "won-deals", goalAtLeast: "many" }],
    ["promise", { promise: "x".repeat(501) }],
  ])("is refused where its %s cannot be read", (field, written) => {
    expect(() => read(written)).toThrow(
      expect.objectContaining({ code: "campaign.form", status: 422, details: { field } }),
    );
  });

  test("makes an id of a name", () => {
    expect(idFor(" Frühling & Messe 2026! ")).toBe("frühling-messe-2026");
    expect(idFor("--")).toBe("");
  });
});
