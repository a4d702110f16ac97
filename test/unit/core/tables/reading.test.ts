import { parseAgreement } from "@baton/core/agreement";
import { readRecords } from "@baton/core/csv";
import { loadOwnerReader } from "@baton/core/ownership";
import { type ReadTable, readTable, tableOfRows } from "@baton/core/tables";
import { describe, expect, test } from "vitest";
import { small } from "../../../helpers/agreements.ts";

const fields = {
  employees: { type: "number", min: 1 },
  plan: { type: "string", values: ["free", "paid"] },
  partner: { type: "boolean" },
};

type Table = { by: Record<string, string>; gives: Record<string, unknown> };

function agreementWith(table: Table) {
  const parsed = parseAgreement(small({ fields, tables: { territories: table } }), { at: 0 });
  return { agreement: parsed.ok ? parsed.agreement : undefined, findings: parsed.findings };
}

async function read(table: Table, csv: string): Promise<ReadTable> {
  const { agreement, findings } = agreementWith(table);
  expect(findings.filter(({ severity }) => severity === "error")).toEqual([]);
  return readTable(
    agreement!,
    agreement!.tables!.territories!,
    readRecords(Buffer.from(csv)),
    await loadOwnerReader(agreement!),
  );
}

const refusals = async (table: Table, csv: string) =>
  (await read(table, csv)).refused.map(({ line, code, message }) => `${line} ${code} ${message}`);

const byPlace = { by: { country: "key", postcode: "prefix" }, gives: { owner: "target" } };
const bySize = { by: { employees: "range" }, gives: { owner: "target" } };

/** Who takes leads by a file. */
async function owners(table: Table, csv: string, leads: Record<string, string | number | string[]>[]) {
  const { content, refused } = await read(table, csv);
  expect(refused).toEqual([]);
  const open = tableOfRows(content);
  return leads.map((facts) => open.find(facts)?.owner ?? null);
}

describe("a row takes a lead", () => {
  test("by one value, by a list of them, by the beginning of a text, and by a range", async () => {
    expect(
      await owners(byPlace, "country,postcode,owner\nDE,80,ana\nDE|AT,,ben\n", [
        { country: "de", postcode: "80331" },
        { country: "de", postcode: "10115" },
        { country: "at" },
        { country: "fr", postcode: "80331" },
      ]),
    ).toEqual(["ana", "ben", "ben", null]);
    expect(
      await owners(bySize, "employees;owner\n1-49;ana\n50-;ben\n", [
        { employees: 1 },
        { employees: 49.5 },
        { employees: 50 },
        { employees: 1_000_000 },
        {},
      ]),
    ).toEqual(["ana", "ana", "ben", "ben", null]);
  });

  test("by a range of postcodes of one length, whatever follows, and with hyphens of their own", async () => {
    const table = { by: { postcode: "range" }, gives: { owner: "target" } };
    expect(
      await owners(table, "postcode,owner\n10000-19999,ana\n00-001..02-999,ben\n", [
        { postcode: "10000" },
        { postcode: "19999-1234" },
        { postcode: "2" },
        { postcode: "1" },
        { postcode: "01-500" },
      ]),
    ).toEqual(["ana", "ana", null, null, "ben"]);
  });

  test("where several do, the narrowest cell of the first column counts, and a row of any value comes last", async () => {
    expect(
      await owners(byPlace, "country,postcode,owner\n*,8,ana\nDE,*,ben\nDE,80,ana\nDE,803,ben\n*,*,ana\n", [
        { country: "de", postcode: "80400" },
        { country: "de", postcode: "80331" },
        { country: "de", postcode: "81" },
        { country: "fr", postcode: "8" },
        {},
      ]),
    ).toEqual(["ana", "ben", "ben", "ana", "ana"]);
  });

  test("by one of several answers", async () => {
    const table = { by: { plan: "key" }, gives: { owner: "target" } };
    expect(await owners(table, "plan,owner\npaid,ana\n", [{ plan: ["free", "paid"] }, { plan: "free" }])).toEqual([
      "ana",
      null,
    ]);
  });
});

describe("a file is read as people write it", () => {
  test("columns in any order, countries and people by their names, Excel's semicolons, blank lines", async () => {
    const { content, names, refused } = await read(
      byPlace,
      "\ufeffOwner; Postcode ;COUNTRY\r\n\r\nana@acme.example;;Germany\r\n;80;de\r\n",
    );
    expect(refused).toEqual([]);
    expect(content.rows).toEqual([
      ["DE", "", "ana"],
      ["DE", "80", ""],
    ]);
    expect(names).toEqual(["ana"]);
  });

  test("values of their types, and none where a cell is empty", async () => {
    const table = {
      by: { country: "key" },
      gives: { owner: "target", size: { values: ["Small", "Large"] }, quota: "number", named: "boolean" },
    };
    const { content } = await read(table, "country,owner,size,quota,named\nDE,Sales,SMALL,12.5,yes\nFR,,,,\n");
    const open = tableOfRows(content);
    expect(open.find({ country: "de" })).toEqual({ owner: "sales", size: "Small", quota: 12.5, named: true });
    expect(open.find({ country: "fr" })).toEqual({});
  });
});

describe("a line is refused, with what is wrong and where", () => {
  test.each([
    ["no header", "DE,80,ana\n", "1 table.header there is no header with the columns country, postcode, owner"],
    ["a missing column", "country,owner\nDE,ana\n", '1 table.header there is no column "postcode"'],
    [
      "a column that is none",
      "country,postcode,owner,note\nDE,80,ana,x\n",
      '1 table.header the agreement has no column "note" for this table: it has country, postcode, owner',
    ],
    ["a column twice", "country,postcode,owner,Owner\nDE,80,ana,ben\n", '1 table.header there are two columns "Owner"'],
    ["too many cells", "country,postcode,owner\nDE,80,ana,x\n", "2 table.cell there are 4 cells and 3 columns"],
    ["what is no country", "country,postcode,owner\nXX,80,ana\n", '2 table.cell country: "XX" is not a country'],
    [
      "nobody of the agreement",
      "country,postcode,owner\nDE,80,anna\n",
      '2 table.name owner: The agreement has nobody called "anna" Give a person or a team.',
    ],
    ["a value that its field cannot have", "country,postcode,owner\nDE,80,ana\n,,nobody\n", "3 table.name owner: "],
    [
      "a quotation mark that is never closed",
      'country,postcode,owner\nDE,80,ana\nFR,1,"ben\nIT,,ana\n',
      "3 table.cell a quotation mark is never closed, so nothing after it could be read",
    ],
    [
      "an empty value in a list",
      "country,postcode,owner\nDE||AT,80,ana\n",
      '2 table.cell country: "DE||AT" has an empty value: write nothing or * alone for any',
    ],
    [
      "the same cells twice",
      "country,postcode,owner\nDE|AT,80,ana\n\nFR,1,ana\nAT,80,ben\n",
      "5 table.overlap with line 2: both take the same leads",
    ],
  ])("%s", async (_, csv, told) => {
    const [first] = await refusals(byPlace, csv);
    expect(first).toContain(told.replace(/ Give.*/, ""));
  });

  test("ranges of which neither lies within the other, with a value that both hold", async () => {
    expect(await refusals(bySize, "employees,owner\n1-49,ana\n40-99,ben\n40-45,ben\n")).toEqual([
      "3 table.overlap with line 2: employees 1-49 and 40-99 overlap, and neither lies within the other",
    ]);
    expect(await refusals(bySize, "employees,owner\n50-1,ana\nmany,ben\n")).toEqual([
      '2 table.cell employees: "50-1" ends before it begins',
      '3 table.cell employees: "many" is no range such as 1-49, 250- or ..49',
    ]);
  });

  test("values of built-in fields that there are not, as conditions refuse them", async () => {
    const table = { by: { "received.weekday": "key", source: "key" }, gives: { owner: "target" } };
    expect(await refusals(table, "received.weekday,source,owner\nMonday,web,ana\nmon,webb,ana\n")).toEqual([
      '2 table.cell received.weekday: "monday" is not one of sun, mon, tue, wed, thu, fri, sat',
      '3 table.cell source: "webb" is not one of web; did you mean "web"?',
    ]);
  });

  test("more rows than a table may have", async () => {
    const rows = Array.from({ length: 100_001 }, (_, n) => `DE,${n},ana\n`).join("");
    expect(await refusals(byPlace, `country,postcode,owner\n${rows}`)).toEqual([
      "100002 table.size there are more than 100000 rows",
    ]);
  });
});

describe("leads that no row takes are told", () => {
  const gaps = async (table: Table, csv: string) => (await read(table, csv)).gaps.map((gap) => gap.join(", "));

  test("numbers between, before and after the ranges, within what the field may be", async () => {
    expect(await gaps(bySize, "employees,owner\n10-49,ana\n100-,ben\n")).toEqual([
      "employees 1-9",
      "employees 50-99",
      "no employees",
    ]);
    expect(await gaps(bySize, "employees,owner\n1-49,ana\n50-,ben\n*,ana\n")).toEqual([]);
  });

  test("values of a field that has few, and the rest of one that may be anything", async () => {
    const byPlan = { by: { plan: "key", partner: "key" }, gives: { owner: "target" } };
    expect(await gaps(byPlan, "plan,partner,owner\nfree,,ana\npaid,yes,ben\n")).toEqual([
      "plan paid, partner false",
      "plan paid, no partner",
      "no plan",
    ]);
    expect(await gaps(byPlace, "country,postcode,owner\nDE,,ana\n")).toEqual(["another country, or none"]);
  });

  test("nothing of fields that every lead has, when all their values are there", async () => {
    const table = { by: { "received.weekday": "key", "received.hour": "range" }, gives: { owner: "target" } };
    const header = "received.weekday,received.hour,owner\n";
    expect(await gaps(table, `${header}mon|tue|wed|thu|fri|sat|sun,0-23,ana\n`)).toEqual([]);
    expect(await gaps(table, `${header}mon|tue|wed|thu|fri|sat|sun,0-21,ana\n`)).toHaveLength(7);
  });

  test("are looked for in bounded time, however rows lie", async () => {
    const table = { by: { country: "key", "email.domain": "key" }, gives: { owner: "target" } };
    const countries = ["DE", "FR", "IT", "ES", "US", "BR", "AT", "CH", "BE", "NL", "PL", "PT", "SE", "NO", "FI", "DK"];
    const rows = [
      ...countries.map((country) => `${country},here.example,ana`),
      ...Array.from({ length: 99_000 }, (_, n) => `,company${n}.example,ben`),
    ];
    const { complete, refused } = await read(table, `country,email.domain,owner\n${rows.join("\n")}\n`);
    expect([complete, refused]).toEqual([false, []]);
  }, 20_000);

  test("postcodes between the ranges", async () => {
    const table = { by: { country: "key", postcode: "range" }, gives: { owner: "target" } };
    expect(await gaps(table, "country,postcode,owner\nDE,10000-19999,ana\nDE,30000-99999,ben\n*,*,ana\n")).toEqual([]);
    expect(await gaps(table, "country,postcode,owner\nDE,10000-19999,ana\nDE,30000-99999,ben\n")).toEqual([
      "country de, postcode 00000-09999",
      "country de, postcode 20000-29999",
      "country de, another postcode, or none",
      "another country, or none",
    ]);
  });
});

describe("the agreement says what a table is", () => {
  const told = (table: unknown) =>
    agreementWith(table as Table).findings.map(({ code, message }) => `${code} ${message}`);

  test.each([
    ["a field that there is not", { by: { contry: "key" }, gives: { owner: "target" } }, 'unknown field "contry"'],
    ["what comes of rules", { by: { score: "range" }, gives: { owner: "target" } }, '"score" comes of rules'],
    ["people's addresses", { by: { email: "key" }, gives: { owner: "target" } }, "rows stay when a person is erased"],
    [
      "a number by its beginning",
      { by: { employees: "prefix" }, gives: { owner: "target" } },
      "is found by key or range",
    ],
    ["an instant", { by: { submittedAt: "range" }, gives: { owner: "target" } }, "which no row is found by"],
    ["nothing to find rows by", { by: {}, gives: { owner: "target" } }, "needs something under by"],
    ["nothing to give", { by: { country: "key" }, gives: {} }, "needs something under gives"],
    ["a column on both sides", { by: { country: "key" }, gives: { country: "string" } }, "is a column under by"],
    ["a type that there is not", { by: { country: "key" }, gives: { owner: "people" } }, "target"],
    ["a column with a point", { by: { country: "key" }, gives: { "a.b": "string" } }, "letters, digits"],
  ])("refuses %s", (_, table, message) => {
    expect(told(table).join("\n")).toContain(message);
  });
});
