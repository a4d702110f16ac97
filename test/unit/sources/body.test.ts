import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { form } from "../../../packages/sources/src/forms/form.ts";
import type { Naming } from "../../../packages/sources/src/types.ts";
import { oneSeed } from "../../helpers/random/seeds.ts";

const plain: Naming = { fields: {}, declared: ["interest", "employees"] };
const FORM = "application/x-www-form-urlencoded";

const read = async (body: string | Uint8Array, contentType: string, naming: Naming = plain) =>
  form.read(typeof body === "string" ? Buffer.from(body) : body, contentType, naming);
/** The fields of each lead in a body, or why there is none. */
async function leadsIn(
  body: string | Uint8Array,
  contentType: string,
  naming: Naming = plain,
): Promise<unknown[] | string> {
  const reading = await read(body, contentType, naming);
  if ("unreadable" in reading) return reading.unreadable;
  return reading.found.map((found) => (found.kind === "lead" ? found.fields : found));
}
const json = (value: unknown, naming?: Naming) => leadsIn(JSON.stringify(value), "application/json", naming);

/** A multipart form as a browser writes it, its parts as bytes. */
function multipart(parts: { name: string; value: Uint8Array | string; type?: string; file?: string }[]): Uint8Array {
  return Buffer.concat([
    ...parts.flatMap(({ name, value, type, file }) => [
      Buffer.from(
        `--xx\r\ncontent-disposition: form-data; name="${name}"${file === undefined ? "" : `; filename="${file}"`}\r\n` +
          `${type === undefined ? "" : `content-type: ${type}\r\n`}\r\n`,
      ),
      Buffer.from(value),
      Buffer.from("\r\n"),
    ]),
    Buffer.from("--xx--\r\n"),
  ]);
}
const MULTIPART = "multipart/form-data; boundary=xx";

describe("a field that comes twice is a list, whatever the body is", () => {
  const expected = [{ email: ["", "a@acme.example"], interest: ["demo", "pricing"] }];
  test("in a form", async () => {
    expect(await leadsIn("email=&email=a%40acme.example&interest[]=demo&interest[]=pricing", FORM)).toEqual(expected);
  });
  test("in a multipart form", async () => {
    const parts = [
      ["email", ""],
      ["email", "a@acme.example"],
      ["interest[]", "demo"],
      ["interest[]", "pricing"],
    ];
    const body = multipart(parts.map(([name, value]) => ({ name: name!, value: value! })));
    expect(await leadsIn(body, MULTIPART)).toEqual(expected);
  });
  test("in JSON", async () => {
    expect(await json({ email: ["", "a@acme.example"], interest: ["demo", "pricing"] })).toEqual(expected);
  });
  test("in brackets", async () => {
    expect(await leadsIn("contact[email]=&contact[email]=a%40acme.example", FORM)).toEqual([
      { email: ["", "a@acme.example"] },
    ]);
  });
});

describe("what is nested is read as what it is, however it is nested", () => {
  const jo = [{ email: "jo@acme.example" }];
  test.each<[string, unknown, unknown]>([
    ["data", { data: { email: "jo@acme.example" } }, jo],
    ["a list of one", [{ email: "jo@acme.example" }], jo],
    ["a value", { email: { value: "jo@acme.example" } }, jo],
    [
      "a described value",
      { email: { id: "2", label: "E-mail", alias: "email", type: "email", value: "jo@acme.example" } },
      jo,
    ],
    ["names and values", { fields: [{ name: "email", value: "jo@acme.example" }] }, jo],
    ["labels and values", { answers: [{ id: "q1", label: "E-mail address", answer: "jo@acme.example" }] }, jo],
    ["text that is JSON", { payload: JSON.stringify({ contact: { email: "jo@acme.example" } }) }, jo],
    [
      "several leads",
      [{ email: "jo@acme.example" }, { email: "al@acme.example" }],
      [...jo, { email: "al@acme.example" }],
    ],
    [
      "Mautic's form",
      {
        "mautic.form_on_submit": [
          {
            submission: {
              id: 1,
              form: { id: 4, name: "Contact" },
              results: { email: "jo@acme.example", f_name: "Jo" },
            },
          },
        ],
      },
      [{ id: 1, form: 4, form_name: "Contact", email: "jo@acme.example", firstName: "Jo" }],
    ],
    [
      "Mautic's contact",
      {
        "mautic.lead_post_save_new": [
          {
            lead: {
              points: 0,
              owner: { email: "rep@us.example" },
              fields: {
                core: { firstname: { id: "2", label: "First Name", alias: "firstname", type: "text", value: "Jo" } },
              },
            },
          },
        ],
      },
      [{ points: 0, owner_email: "rep@us.example", firstName: "Jo" }],
    ],
    [
      "a HubSpot workflow's contact",
      {
        vid: 7,
        properties: {
          email: { value: "jo@acme.example", versions: [{ value: "old@acme.example", "source-type": "FORM" }] },
          jobtitle: { value: "CTO", versions: [] },
        },
      },
      [{ vid: 7, email: "jo@acme.example", title: "CTO" }],
    ],
    ["a company beside a person", { company: { name: "Acme" }, name: "Jo" }, [{ company: "Acme", name: "Jo" }]],
    ["campaign names", { utm: { source: "news" }, email: "jo@acme.example" }, [{ "utm.source": "news", ...jo[0] }]],
  ])("%s", async (_what, value, expected) => {
    expect(await json(value)).toEqual(expected);
  });

  test("in a form's brackets and in a field of JSON", async () => {
    const body = JSON.stringify({ email: "jo@acme.example" });
    for (const form of [
      "data[email]=jo%40acme.example",
      "data[0][email]=jo%40acme.example",
      `payload=${encodeURIComponent(body)}`,
    ])
      expect(await leadsIn(form, FORM)).toEqual(jo);
  });

  test.each(["data.addr", "data[addr]", "data[0][addr]"])("a source may map it as %s", async (path) => {
    const value = { data: path.includes("0") ? [{ addr: "jo@acme.example" }] : { addr: "jo@acme.example" } };
    expect(await json(value, { fields: { [path]: "email" }, declared: [] })).toEqual(jo);
  });

  test("by the name that the quarantine's advice shows, too", async () => {
    const value = { data: { addr: "jo@acme.example", tel: { nr: 1 } } };
    expect(await json(value)).toMatch(/map addr, nr under the source's fields, for example "addr": email/);
    expect(await json(value, { fields: { addr: "email" }, declared: [] })).toEqual([
      { email: "jo@acme.example", nr: 1 },
    ]);
  });
});

describe("text is in the charset it was sent in", () => {
  const latin = (text: string) => Buffer.from(text, "latin1");
  const wide = (text: string) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, "utf16le")]);
  const jose = [{ name: "José €" }];
  const CP1252 = Buffer.concat([latin("name=Jos\u00e9+"), Buffer.from([0x80])]);
  test.each<[string, string | Uint8Array, string, unknown]>([
    ["UTF-8 without a word", "name=Jos%C3%A9+%E2%82%AC", FORM, jose],
    ["windows-1252 without a word", "name=Jos%E9+%80", FORM, jose],
    ["windows-1252 as bytes", CP1252, FORM, jose],
    ["what says UTF-8 and is not", "name=Jos%E9+%80", `${FORM}; charset=utf-8`, jose],
    ["ISO-8859-1", "name=Jos%E9", `${FORM}; charset=ISO-8859-1`, [{ name: "José" }]],
    ["the form's _charset_", "name=%8E%52%93%63&_charset_=Shift_JIS", FORM, [{ name: "山田" }]],
    ["a charset that there is not", "name=Jos%C3%A9", `${FORM}; charset=klingon`, [{ name: "José" }]],
    ["JSON in Latin-1", latin('{"name":"José"}'), "application/json; charset=iso-8859-1", [{ name: "José" }]],
    ["JSON in Latin-1 without a word", latin('{"name":"José"}'), "application/json", [{ name: "José" }]],
    ["JSON in UTF-16", wide('{"name":"José €"}'), "application/json", jose],
    ["JSON in UTF-16 without mark", Buffer.from('{"name":"José €"}', "utf16le"), "application/json", jose],
    ["JSON with a mark", '\ufeff{"name":"José €"}', "application/json", jose],
  ])("%s", async (_what, body, contentType, expected) => {
    expect(await leadsIn(body, contentType)).toEqual(expected);
  });

  test("of each part of a multipart form", async () => {
    const body = multipart([
      { name: "name", value: latin("José"), type: "text/plain; charset=ISO-8859-1" },
      { name: "company", value: "Müller" },
      { name: "city", value: Buffer.from([0x8e, 0x52]), type: "text/plain; charset=Shift_JIS" },
    ]);
    expect(await leadsIn(body, MULTIPART)).toEqual([{ name: "José", company: "Müller", city: "山" }]);
  });

  test("of a multipart form as a whole, where a field says so", async () => {
    const body = multipart([
      { name: "_charset_", value: "windows-1252" },
      { name: "name", value: latin("José") },
    ]);
    expect(await leadsIn(body, MULTIPART)).toEqual([{ name: "José" }]);
  });

  test("never with a character that stands for what could not be read", async () => {
    const charset = fc.constantFrom("", "; charset=utf-8", "; charset=iso-8859-1", "; charset=nonsense");
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 30 }), charset, async (bytes, said) => {
        const body = `name=x${Buffer.from(bytes).toString("hex").replace(/../g, "%$&")}`;
        expect(JSON.stringify(await leadsIn(body, FORM + said))).not.toContain("\ufffd");
      }),
      { seed: oneSeed() },
    );
  });
});

describe("a form with a file", () => {
  test("has the fields, and of the file its name, type and size", async () => {
    const body = multipart([
      { name: "email", value: "jo@acme.example" },
      { name: "brief", value: Buffer.alloc(3_000_000), type: "application/pdf", file: "brief.pdf" },
      { name: "photo", value: "", type: "application/octet-stream", file: "" },
    ]);
    expect(await leadsIn(body, MULTIPART)).toEqual([
      { email: "jo@acme.example", brief: "brief.pdf (application/pdf, 3000000 bytes)" },
    ]);
  });

  test.each([
    ["a boundary that is not there", "multipart/form-data; boundary=yy"],
    ["no boundary", "multipart/form-data"],
  ])("with %s is unreadable, and says so", async (_what, contentType) => {
    expect(await leadsIn(multipart([{ name: "email", value: "jo@acme.example" }]), contentType)).toMatch(
      /^The multipart body cannot be read/,
    );
  });
});

test.each([true, 1, "1", "yes", "true", "on"])("a form marked is_test %j is a test", async (mark) => {
  expect(await read(JSON.stringify({ email: "jo@acme.example", is_test: mark }), "application/json")).toMatchObject({
    found: [{ test: true }],
  });
});

test.each([false, 0, "0", "no", ""])("a form marked is_test %j is none", async (mark) => {
  const { found } = (await read(JSON.stringify({ email: "jo@acme.example", is_test: mark }), "application/json")) as {
    found: object[];
  };
  expect(found[0]).not.toHaveProperty("test");
});

test("whatever a body is, it is read or said why not", async () => {
  const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { depthSize: "small" },
      leaf,
      fc.array(tie("tree"), { maxLength: 3 }),
      fc.dictionary(fc.string(), tie("tree"), { maxKeys: 4 }),
    ),
  }));
  const bodies = fc.oneof(
    tree.map((value) => JSON.stringify(value)),
    fc
      .array(fc.tuple(fc.string(), fc.string()), { maxLength: 5 })
      .map((pairs) => pairs.map(([a, b]) => `${a}[${b}]=${b}`).join("&")),
    fc.string({ unit: "binary" }),
  );
  const types = fc.constantFrom("application/json", FORM, MULTIPART, "text/plain", "");
  await fc.assert(
    fc.asyncProperty(bodies, types, async (body, contentType) => {
      const reading = await read(body, contentType);
      expect("unreadable" in reading ? reading.unreadable.length : reading.found.length).toBeGreaterThan(0);
    }),
    { seed: oneSeed(), numRuns: 300 },
  );
});

describe("what looks like a field and its value may be somebody", () => {
  test.each<[unknown, Record<string, unknown>]>([
    [{ contacts: [{ name: "Jane", email: "j@x.example", value: 1000 }] }, { name: "Jane", email: "j@x.example" }],
    [[{ id: "1", email: "jo@x.example", name: "Jo", value: "100" }], { name: "Jo", email: "jo@x.example" }],
    [{ lead: { value: 5000, name: "Jane Doe", title: "CEO" } }, { name: "Jane Doe", title: "CEO" }],
  ])("%j", async (body, expected) => {
    expect(await json(body)).toEqual([expect.objectContaining(expected)]);
  });
});

test("a list of more leads than a webhook brings is kept whole, and it says what to do", async () => {
  const list = (count: number) => json(Array.from({ length: count }, (_, n) => ({ email: `a${n}@b.example` })));
  expect(await list(100)).toHaveLength(100);
  expect(await list(101)).toBe("The body is a list of 101 leads; at most 100 are taken at once. Post them in parts.");
});

test("a name of a million signs is read as quickly as a short one", async () => {
  const begun = performance.now();
  await json({ email: "a@b.example", d: { value: 1, [`${"-".repeat(900_000)}\n`]: 1 } });
  expect(performance.now() - begun).toBeLessThan(2_000);
});
