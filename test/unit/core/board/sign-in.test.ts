import { askToSignIn } from "@baton/core/board";
import { expect, test } from "vitest";
import { small } from "../../../helpers/agreements.ts";
import { world } from "../../../helpers/world.ts";

/** How many of some addresses from which links are asked for, each for another person, are let in. */
async function letIn(sources: readonly string[]): Promise<number> {
  const { relay } = await world(small(), { at: "2026-11-24T10:00:00Z" });
  const asked = await Promise.all(
    sources.map((source, n) =>
      askToSignIn(relay, { email: `n${n}@acme.example`, source, to: "/now", id: `id-${n}` }).then(
        () => 1,
        () => 0,
      ),
    ),
  );
  return asked.reduce((sum: number, one) => sum + one, 0);
}
const many = (address: (n: number) => string) => Array.from({ length: 40 }, (_, n) => address(n));

test.each([
  ["one IPv4 address", many(() => "192.0.2.1"), 30],
  ["forty IPv4 addresses", many((n) => `192.0.2.${n}`), 40],
  ["one IPv6 network, written in short", many((n) => `2001:db8::${n + 1}`), 30],
  ["one IPv6 network, written in full", many((n) => `2001:db8:0:0:${n}:0:0:1`), 30],
  ["forty IPv6 networks", many((n) => `2001:db8:0:${n.toString(16)}::1`), 40],
])(
  "of forty people who ask for a link from %s so many get one as a network may ask for",
  async (_, sources, expected) => {
    expect(await letIn(sources)).toBe(expected);
  },
);
