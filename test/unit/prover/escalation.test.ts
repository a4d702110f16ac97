import { escalationLoops } from "@baton/prover/claims/escalation";
import { expect, test } from "vitest";
import { acme, PUBLISHED, people, rulebookOf, small } from "../../helpers/agreements.ts";

const office = { calendar: "office" };
const loops = (parts: Record<string, unknown>) => escalationLoops(rulebookOf(small(parts)), PUBLISHED);
const route = (name: string, to: string, sla = "fast") => ({ name, to, sla });

test("the example has no loop", () => {
  expect(escalationLoops(rulebookOf(acme), PUBLISHED)).toEqual([]);
});

test("a chain that ends is no loop, however long", () => {
  const chain = { ana: { manager: "ben" }, ben: {}, sam: { manager: "vera" }, vera: { manager: undefined } };
  expect(loops({ people: people(chain) })).toEqual([]);
});

test("everybody in a loop is reported at their manager, with the whole loop; who is below is not", () => {
  const round = {
    ana: { manager: "ben" },
    ben: { manager: "sam" },
    sam: { manager: "vera" },
    vera: { manager: "ben" },
  };
  expect(loops({ people: people(round) })).toMatchObject([
    {
      path: ["people", "ben", "manager"],
      code: "escalation.loop",
      message: 'the managers above "ben" lead back to "ben": ben → sam → vera → ben',
    },
    { path: ["people", "sam", "manager"], message: expect.stringContaining("sam → vera → ben → sam") as unknown },
    { path: ["people", "vera", "manager"], message: expect.stringContaining("vera → ben → sam → vera") as unknown },
  ]);
});

test("who manages themselves is a loop, and two loops are two", () => {
  const round = { ana: { manager: "ana" }, ben: { manager: "sam" }, sam: { manager: "ben" } };
  expect(loops({ people: people(round) }).map(({ path, message }) => [path[1], message.split(": ")[1]])).toEqual([
    ["ana", "ana → ana"],
    ["ben", "ben → sam → ben"],
    ["sam", "sam → ben → sam"],
  ]);
});

test("is shown at the first instant when nobody of the loop is on duty", () => {
  const round = (ana: object, ben: object) => ({
    people: people({ ana: { manager: "ben", ...ana }, ben: { manager: "ana", ...ben }, sam: { manager: undefined } }),
  });
  // Published on a Monday at 8:00, an hour before the office opens.
  expect(loops(round(office, office))[0]!.at).toBe(PUBLISHED);
  const calendars = {
    office: { week: { "mon-fri": ["07:00-17:00"] } },
    late: { week: { "mon-fri": ["16:00-20:00"], sat: ["07:00-17:00"] } },
  };
  const late = { ...round(office, { calendar: "late" }), calendars };
  // At closing time itself somebody is on duty still.
  expect(new Date(loops(late)[0]!.at!).toISOString()).toBe("2026-11-02T20:00:00.001Z");
});

test("has no such instant when somebody of the loop is always on duty", () => {
  const round = { ana: { manager: "ben", ...office }, ben: { manager: "ana" }, sam: { manager: undefined } };
  expect(loops({ people: people(round) })[0]).not.toHaveProperty("at");
});

test("names the rules whose leads can come there by owner, team's manager or top manager, those first that escalate there", () => {
  const round = { sam: { manager: "vera" }, vera: { manager: "sam" } };
  const apart = { manager: "cleo" };
  const parts = {
    people: people({ ...round, ana: {}, ben: apart, dan: { manager: undefined }, cleo: { manager: undefined } }),
    teams: {
      below: { members: ["ben", "ana"] },
      apart: { members: ["ben"], manager: "sam" },
      led: { members: ["dan"], manager: "sam" },
      aside: { members: ["dan"], manager: "cleo" },
      none: { members: [] },
    },
    sla: {
      fast: { stages: { contact: { within: "1h" } } },
      steep: { stages: { contact: { within: "1h", steps: [{ at: "100%", do: "escalate", to: "vera" }] } } },
      up: { stages: { contact: { within: "1h", steps: [{ at: "100%", do: "escalate", to: "manager" }] } } },
      team: { stages: { contact: { within: "1h", steps: [{ at: "100%", do: "escalate", to: "apart" }] } } },
    },
    routing: [
      route("A person below", "ana"),
      route("A person apart", "ben"),
      route("A member below", "below"),
      route("A manager of those who have their own", "apart"),
      route("A manager of those who have none", "led"),
      route("A team apart", "aside"),
      route("Anybody", "account.owner"),
      { ...route("Apart, else below", "ben"), else: "below" },
      route("Apart, but a step names the loop", "ben", "steep"),
      route("Apart, but a step names its team", "ben", "team"),
      route("Nobody", "none"),
      route("Below, and a step asks the manager", "ana", "up"),
      route("Apart, and a step asks the manager", "ben", "up"),
    ],
  };
  const named = (manager: string) => {
    const all = {
      ...parts,
      manager,
      routing: [...parts.routing, route("Nobody above", "cleo"), route("Top", "manager")],
    };
    return loops(all)[0]!.routes!.map((i) => all.routing[i]!.name);
  };
  const surely = [
    "Apart, but a step names the loop",
    "Apart, but a step names its team",
    "Below, and a step asks the manager",
    "A person below",
    "A member below",
    "A manager of those who have none",
    "Anybody",
    "Apart, else below",
  ];
  expect(named("cleo")).toEqual(surely);
  // Whoever has no manager at all is the top manager's.
  expect(named("vera")).toEqual([...surely, "Nobody above", "Top"]);
});
