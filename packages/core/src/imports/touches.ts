import { z } from "zod";
import { recordTouch } from "../intake/touch.ts";
import { readLines } from "./file.ts";
import { type Did, eachLine, fit, type Kind } from "./kind.ts";
import { digestOf, instant, sourceOf } from "./lines.ts";

const line = z.object({
  email: z.string().max(320),
  campaign: z.string().max(200),
  touch: z.string().max(100),
  at: instant,
});

/** What people saw and did, as fairs, webinars and shops list it. Other columns are facts that the score may ask about. */
export const touches: Kind = async (relay, file, options) => {
  const { lines, refused } = readLines(file, { needed: Object.keys(line.shape) });
  const rulebook = await relay.rulebooks.active();
  const source = sourceOf(rulebook, options.source);
  const read = await eachLine(lines, ({ cells }) => {
    const { email, campaign, touch, at, label, ...facts } = fit(line.loose(), cells) as z.infer<typeof line> &
      Record<string, string>;
    return { email, campaign, touch, at, label: label ?? touch, facts };
  });
  return {
    lines: read.good.length,
    refused: [...refused, ...read.refused],
    take: (dryRun) =>
      read.good.map(({ email, campaign, touch, at, label, facts }) => async (): Promise<Did> => {
        if (dryRun) return "taken";
        await recordTouch(relay, rulebook, {
          found: {
            kind: "touch",
            touch,
            label,
            at,
            who: { email },
            facts: { ...facts, "utm.campaign": campaign },
            key: digestOf([email, campaign, touch, at]),
          },
          delivery: { source, receivedAt: new Date(relay.time.now()).toISOString() },
          met: undefined,
        });
        return "taken";
      }),
  };
};
