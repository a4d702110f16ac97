import type { Policy } from "../agreement/model.ts";

/** The kind of a request that both sides wrote down in a review: somebody does something by a day. */
export const ACTION = "action-item";

/** By which an action item is timed: until its day, with a reminder before, and a word to the manager after. */
export const actionPolicy: Policy = {
  calendar: "owner",
  acceptHolds: { ms: 0, days: 0, weeks: 0, elapsed: false },
  clockFrom: "received",
  stages: [
    {
      name: "answer",
      // Once its day is over, or it was sent back.
      within: { ms: 0, days: 1, weeks: 0, elapsed: false },
      steps: [
        { at: { percent: 80 }, do: "remind" },
        { at: { percent: 100 }, do: "escalate", to: "manager" },
      ],
    },
  ],
};
