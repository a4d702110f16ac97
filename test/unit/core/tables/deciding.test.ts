import { replayDecision } from "@baton/core/lead";
import { exportTable, importTable, publish, rollBack } from "@baton/core/publish";
import { dryRun } from "@baton/explain";
import { check } from "@baton/prover";
import { describe, expect, test } from "vitest";
import { besideStages, PUBLISHED, people, rulebookOf, small } from "../../../helpers/agreements.ts";
import { world } from "../../../helpers/world.ts";

const T = "2026-11-24T10:00:00Z";
const tables = {
  territories: {
    by: { country: "key", postcode: "prefix" },
    gives: { owner: "target", size: { values: ["Small", "Large"] } },
  },
};
const byTerritory = { name: "Territories", to: "table.territories.owner", else: "vera", sla: "fast" };
const agreement = (parts: object = {}) =>
  small({
    people: people({ ana: {}, ben: {}, cid: {}, sam: { manager: "vera" }, vera: { manager: undefined } }),
    tables,
    score: { rules: [{ name: "Large", when: { "table.territories.size": "large" }, points: 10 }] },
    routing: [byTerritory],
    ...parts,
  });
const csv = (...rows: string[]) => Buffer.from(["country,postcode,owner,size", ...rows].join("\n"));
const rows = csv("DE,,ben,Small", "DE,80,sales,Large", "FR,,cid,");

const publication = {
  expected: undefined,
  check: (text: string, at: number) => check(text, { at }),
  secrets: ["WEB"],
};

async function given(file: Uint8Array | undefined, parts: object = {}) {
  const w = await world(agreement(parts), { at: T });
  const imported = file && (await importTable(w.relay, "territories", file, {}));
  const lead = async (fields: Record<string, string>) =>
    w.lead((await w.send({ email: `jo${Math.random()}@acme.example`, ...fields })).id);
  const republish = (text: string) => publish(w.relay, text, publication);
  return { w, imported, lead, republish };
}

describe("a lead whose rule asks a table", () => {
  test("goes to the person or team that its row names, scored by what the row says", async () => {
    const { lead } = await given(rows);
    expect(await lead({ country: "Germany", postcode: "10115" })).toMatchObject({ owner: "ben", score: { total: 0 } });
    expect(await lead({ country: "fr" })).toMatchObject({ owner: "cid", score: { total: 0 } });
    const munich = await lead({ country: "de", postcode: "80331" });
    expect(munich).toMatchObject({ decision: { team: "sales", to: "table.territories.owner" }, score: { total: 10 } });
    expect(["ana", "ben"]).toContain(munich.owner);
  });

  test("goes to those after it where no row takes it, and where there are no rows at all", async () => {
    expect(await (await given(rows)).lead({ country: "it" })).toMatchObject({ owner: "vera" });
    expect(await (await given(undefined)).lead({ country: "de" })).toMatchObject({ owner: "vera" });
  });

  test("keeps what its row said, so that its decision replays when the rows are others", async () => {
    const { w, lead } = await given(rows);
    const decided = await lead({ country: "fr", postcode: "75001" });
    expect(decided.decision.inputs!.tables).toEqual({ territories: { owner: "cid" } });
    await importTable(w.relay, "territories", csv("FR,,ana,"), {});
    expect(await replayDecision(rulebookOf(agreement(), 2), decided)).toEqual(decided.decision);
    expect(await lead({ country: "fr" })).toMatchObject({ owner: "ana", decision: { version: 3 } });
  });

  test("is not told by its form what its row says", async () => {
    const { lead } = await given(rows);
    const told = await lead({ country: "it", "table.territories.owner": "cid" });
    expect(told.owner).toBe("vera");
    expect(told.extra).toHaveProperty(["table.territories.owner"]);
  });
});

describe("a lead that waits for whom a row names", () => {
  const full = {
    people: people({
      ana: { capacity: { open: 1 } },
      ben: { capacity: { open: 1 } },
      cid: { capacity: { open: 1 } },
      sam: { manager: "vera" },
      vera: { manager: undefined },
    }),
    routing: [{ ...byTerritory, else: [{ wait: "4h" }, "vera"] }],
  };

  test.each([
    ["somebody", "fr", "cid"],
    ["one of a team", "de", "ana"],
  ])("is theirs at the moment when %s of them has room", async (_, country, person) => {
    const { w, lead } = await given(csv("FR,,cid,", "DE,,sales,"), full);
    const postcode = "1";
    const before = [await lead({ country, postcode }), await lead({ country, postcode })];
    const waiting = country === "de" ? await lead({ country, postcode }) : before.pop()!;
    expect(waiting).toMatchObject({ owner: null, stage: "waiting" });
    await w.answer(before.find(({ owner }) => owner === person)!.id, person, "contacted");
    await w.settle();
    expect(await w.lead(waiting.id)).toMatchObject({ owner: person });
  });
});

test("a team that a row names keeps its lead though none of it is there, for whoever picks again", async () => {
  const away = [{ from: "2026-11-01", to: "2026-12-31" }];
  const { lead } = await given(csv("DE,,sales,"), {
    people: people({ ana: { away }, ben: { away }, cid: {}, sam: { manager: "vera" }, vera: { manager: undefined } }),
  });
  expect(await lead({ country: "de" })).toMatchObject({ owner: "vera", decision: { team: "sales" } });
});

describe("importing rows", () => {
  test("makes the next version, tells what changed, and does nothing when nothing did", async () => {
    const { w, imported } = await given(rows);
    expect(imported).toMatchObject({ version: 2, rows: 3, added: 3, changed: 0, removed: 0, refused: [] });
    const next = csv("DE,,cid,Small", "DE,80,sales,Large", "IT,,ana,");
    const would = await importTable(w.relay, "territories", next, { dryRun: true });
    expect(would).toMatchObject({ version: 2, rows: 3, added: 1, changed: 1, removed: 1 });
    expect((await w.store.current()).version).toBe(2);
    expect(await importTable(w.relay, "territories", next, { by: "vera", why: "q4" })).toMatchObject({ version: 3 });
    expect(await importTable(w.relay, "territories", next, {})).toMatchObject({ version: 3, added: 0, changed: 0 });
    expect((await w.store.versions({ limit: 1 }))[0]).toMatchObject({ version: 3, by: "vera", why: "q4" });
    expect(await exportTable(w.relay, "territories")).toBe(
      "country,postcode,owner,size\r\nDE,*,cid,Small\r\nDE,80,sales,Large\r\nIT,*,ana,\r\n",
    );
  });

  test("takes nothing of a file in which a line is refused", async () => {
    const { w } = await given(rows);
    const told = await importTable(w.relay, "territories", csv("DE,,anna,Small", "FR,,cid,"), {});
    expect(told).toMatchObject({ version: 2, refused: [{ line: 2, code: "table.name" }] });
    expect((await w.store.current()).version).toBe(2);
  });

  test("is refused for a table that there is not, with the nearest name", async () => {
    const { w } = await given(undefined);
    await expect(importTable(w.relay, "teritories", rows, {})).rejects.toThrow('did you mean "territories"');
    await expect(exportTable(w.relay, "territories")).rejects.toThrow("has no rows yet");
  });
});

describe("a new version of the agreement", () => {
  const wanting = (findings: { code: string; message: string }[]) =>
    findings.flatMap(({ code, message }) => (code === "table.rows" ? [message] : []));

  test("keeps the rows of a table that is found in the same way, and gives no more", async () => {
    const { w, lead, republish } = await given(rows);
    const { findings } = await republish(agreement({ name: "Another" }));
    expect(wanting(findings)).toEqual([]);
    expect(await lead({ country: "fr" })).toMatchObject({ owner: "cid", decision: { version: 3 } });
    const other = { territories: { ...tables.territories, by: { postcode: "prefix", country: "key" } } };
    expect(wanting((await republish(agreement({ tables: other }))).findings)).toEqual([
      'table "territories" has no rows: import them with baton import table territories',
    ]);
    expect(await lead({ country: "fr" })).toMatchObject({ owner: "vera" });
    await rollBack(w.relay, 3, publication);
    expect(await lead({ country: "fr" })).toMatchObject({ owner: "cid", decision: { version: 5 } });
  });

  test("does not keep the rows of a field that has another type now, which would find nothing", async () => {
    const by = (type: string) => ({
      fields: { employees: { type: "number" }, seats: { type } },
      tables: { territories: { by: { seats: "key" }, gives: tables.territories.gives } },
    });
    const { lead, republish } = await given(Buffer.from("seats,owner,size\n80,cid,\n"), by("string"));
    expect(await lead({ seats: "80" })).toMatchObject({ owner: "cid" });
    expect(wanting((await republish(agreement(by("number")))).findings)).toEqual([
      expect.stringContaining("has no rows"),
    ]);
  });

  test("has rows give what it asks for, and no more, also when they are printed", async () => {
    const { w, lead, republish } = await given(csv("FR,,cid,Large", ",,ana,"));
    const gives = { owner: "target" };
    await republish(agreement({ tables: { territories: { ...tables.territories, gives } }, score: {} }));
    expect((await lead({ country: "fr" })).decision.inputs!.tables).toEqual({ territories: { owner: "cid" } });
    const printed = await exportTable(w.relay, "territories");
    expect(printed).toBe("country,postcode,owner\r\nFR,*,cid\r\n*,*,ana\r\n");
    const again = await importTable(w.relay, "territories", Buffer.from(printed), {});
    expect(again).toMatchObject({ rows: 2, added: 0, changed: 2, removed: 0, refused: [] });
  });

  test("tells of rows that name whom it has not any more, whose leads go to those after them", async () => {
    const { lead, republish } = await given(rows);
    const without = people({ ana: {}, ben: {}, sam: { manager: "vera" }, vera: { manager: undefined } });
    const { findings } = await republish(agreement({ people: without }));
    expect(wanting(findings)).toEqual(['rows of table "territories" name cid, who is not in the agreement']);
    expect(await lead({ country: "fr" })).toMatchObject({
      owner: "vera",
      decision: { candidates: [{ person: "cid", excluded: { code: "left" } }, { person: "vera" }] },
    });
  });
});

describe("the prover", () => {
  const found = async (routing: object[]) =>
    besideStages((await check(agreement({ routing }), { at: PUBLISHED })).findings).filter(
      ({ code }) => code !== "duty.gap",
    );

  test("knows that a row may name nobody, whoever has left, or anybody who may be full", async () => {
    const [alone] = await found([{ name: "All", to: "table.territories.owner", sla: "fast" }]);
    expect(alone).toMatchObject({
      code: "route.noOwner",
      message: expect.stringContaining("table.territories.owner may name nobody"),
      counterexample: { lead: { "table.territories.owner": null } },
    });
    expect(await found([byTerritory])).toEqual([]);
    const [left] = await found([
      {
        name: "Known",
        when: { "table.territories.owner": { exists: true } },
        to: "table.territories.owner",
        sla: "fast",
      },
      { name: "Rest", to: "vera", sla: "fast" },
    ]);
    expect(left).toMatchObject({
      code: "route.noOwner",
      message: expect.stringContaining("somebody-who-left is not in the agreement"),
    });
  });

  test("gives leads back that show it in a decision, whatever rows there are", async () => {
    const [gap] = await found([
      { name: "Large", when: { "table.territories.size": "large" }, to: "vera", sla: "fast" },
    ]);
    expect(gap!.code).toBe("route.uncovered");
    const shown = await dryRun(
      rulebookOf(
        agreement({
          routing: [{ name: "Large", when: { "table.territories.size": "large" }, to: "vera", sla: "fast" }],
        }),
      ),
      {
        lead: gap!.counterexample!.lead!,
        at: PUBLISHED,
      },
    );
    expect(shown.rule).toBeNull();
  });

  test("tells what else a table is after a change", async () => {
    const { changes } = await (await import("@baton/prover")).differences(
      rulebookOf(agreement()).agreement,
      rulebookOf(agreement({ tables: { territories: { by: { country: "key" }, gives: tables.territories.gives } } }))
        .agreement,
      { at: PUBLISHED },
    );
    expect(changes.map(({ part, words }) => `${part}: ${words}`)).toEqual([
      "tables: territories: by country (key) rows are found now",
    ]);
  });
});

test("a process keeps all rows in force laid out, however many tables there are", async () => {
  const names = ["a", "b", "c", "d", "e", "f"];
  const w = await world(
    agreement({
      tables: Object.fromEntries(names.map((name) => [name, { by: { country: "key" }, gives: { owner: "target" } }])),
      score: {
        rules: names.map((name) => ({ name, when: { [`table.${name}.owner`]: { exists: true } }, points: 1 })),
      },
      routing: [{ name: "All", to: "vera", sla: "fast" }],
    }),
    { at: T },
  );
  const others = ["IT", "ES", "FR", "AT", "CH", "NL"];
  for (const [n, name] of names.entries())
    await importTable(w.relay, name, Buffer.from(`country,owner\nDE,ana\n${others[n]},ben\n`), {});
  let read = 0;
  const { table } = w.relay.store;
  w.relay.store.table = (id) => {
    read += 1;
    return table(id);
  };
  for (let n = 0; n < 5; n++)
    expect((await w.lead((await w.send({ country: "de", email: `jo${n}@x.example` })).id)).score.total).toBe(6);
  expect(read).toBe(6);
});

test("what would help a lead goes by what its row says besides", async () => {
  const w = await world(
    agreement({
      score: {
        bands: { hot: 10 },
        rules: [{ name: "Large", when: { "table.territories.size": "large" }, points: 10 }],
      },
      routing: [
        {
          name: "Hot",
          when: { band: "hot", "table.territories.owner": "ben" },
          to: "table.territories.owner",
          else: "vera",
          sla: "fast",
        },
        { name: "Rest", to: "sales", sla: "fast" },
      ],
    }),
    { at: T },
  );
  await importTable(w.relay, "territories", rows, {});
  const { next } = await dryRun(await w.relay.rulebooks.active(), { lead: { country: "DE" }, at: Date.parse(T) });
  expect(next).toMatchObject({
    outcome: { rule: "Hot", owner: "ben" },
    changes: [{ field: "table.territories.size", from: "Small", to: "large" }],
  });
});

test("a dry run takes what the lead says of a table, and says what rows do", async () => {
  const rulebook = rulebookOf(agreement());
  const at = Date.parse(T);
  expect(
    await dryRun(rulebook, { lead: { "table.territories.owner": "cid", "table.territories.size": "Large" }, at }),
  ).toMatchObject({
    owner: "cid",
    score: 10,
    tables: { territories: { owner: "cid", size: "Large" } },
  });
});
