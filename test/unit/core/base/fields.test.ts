import { factsOf, normalise } from "@baton/core/fields";
import { mailbox } from "@baton/core/values";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const declared = {
  employees: { type: "number" as const, min: 0, max: 1_000_000 },
  interest: { type: "string" as const, values: ["demo", "pricing", "Straße"] },
  renewal: { type: "instant" as const },
  partner: { type: "boolean" as const },
};
const read = (given: Record<string, unknown>) => normalise(given, declared);
const fieldsOf = async (given: Record<string, unknown>) => (await read(given)).fields;
/** The one field of that name, or why there is none. */
const one = async (name: string, value: unknown, more: Record<string, unknown> = {}) => {
  const { fields, extra } = await read({ ...more, [name]: value });
  return fields[name] ?? extra[name]?.reason;
};

describe("phone", () => {
  test.each([
    ["+49 (30) 1234-567", undefined, "+49301234567"],
    ["030 1234567", "Deutschland", "+49301234567"],
    ["07700 900123", "UK", "+447700900123"],
    ["1-650-555-0123", "US", "+16505550123"],
    ["0049 30 1234567", "DE", "+49301234567"],
    [353871234567, "IE", "+353871234567"],
  ])("%j in %s is %s", async (phone, country, expected) => {
    expect(await one("phone", phone, country ? { country } : {})).toBe(expected);
  });

  test.each([
    ["030 1234567", undefined, "not a phone number with a country code"],
    ["call me", "DE", "not a phone number"],
    ["12", "DE", "not a phone number"],
  ])("%j in %s is kept with the reason why it is none", async (phone, country, reason) => {
    const { fields, extra } = await read({ phone, ...(country && { country }) });
    expect(fields.phone).toBeUndefined();
    expect(extra.phone).toEqual({ value: phone, reason });
  });
});

describe("country", () => {
  test.each([
    ["de", "DE"],
    [" Germany ", "DE"],
    ["DEUTSCHLAND", "DE"],
    ["Österreich", "AT"],
    ["España", "ES"],
    ["Royaume-Uni", "GB"],
    ["UK", "GB"],
    ["USA", "US"],
    ["Estados Unidos", "US"],
    ["Niederlande", "NL"],
    ["Brasil", "BR"],
    ["Great Britain", "GB"],
    ["Turkey", "TR"],
    ["Czech Republic", "CZ"],
  ])("%j is %s", async (country, expected) => {
    expect(await one("country", country)).toBe(expected);
  });

  test.each([
    ["DEU", "DE"],
    ["U.S.", "US"],
    ["u.s.a.", "US"],
    ["UAE", "AE"],
    ["EL", "GR"],
    ["Polska", "PL"],
    ["日本", "JP"],
    ["Hong Kong", "HK"],
    ["Viet Nam", "VN"],
    ["Korea, Republic of", "KR"],
    ["Korea, Democratic People's Republic of", "KP"],
    ["Cote d'Ivoire", "CI"],
    ["Côte d’Ivoire", "CI"],
    ["C&ocirc;te d&#039;Ivoire", "CI"],
    ["Tanzania, the United Republic of", "TZ"],
    ["Congo, Democratic Republic of the", "CD"],
    ["Saint Kitts & Nevis", "KN"],
    ["St. Lucia", "LC"],
    ["Virgin Islands, U.S.", "VI"],
    ["Macau", "MO"],
    ["Eswatini (Swaziland)", "SZ"],
    ["Svalbard and Jan Mayen Islands", "SJ"],
  ])("%j, as forms and people write it, is %s", async (country, expected) => {
    expect(await one("country", country)).toBe(expected);
  });

  test.each(["ZZ", "XX", "EU", "DD", "Atlantis", "Georgia?", "1"])("%j is none, and is kept", async (country) => {
    expect((await read({ country })).extra.country).toEqual({ value: country, reason: "not a country" });
  });
});

describe("region", () => {
  test.each([
    ["TX", "US", "US-TX"],
    ["us-tx", undefined, "US-TX"],
    ["Texas", "USA", "US-TX"],
    ["Bayern", "Deutschland", "DE-BY"],
    ["ile de france", "FR", "FR-IDF"],
    ["Zürich", "CH", "CH-ZH"],
    ["Texas", undefined, "not a region's code, and no country to find its name in"],
    ["Texas", "DE", "not a region of DE"],
    ["Al-Jawf", "SA", "SA-12"],
    ["Ad-Dakhiliyah", "OM", "OM-DA"],
    ["DE-BY", "AT", "DE-BY"],
  ])("%j in %s is %s", async (region, country, expected) => {
    expect(await one("region", region, country ? { country } : {})).toBe(expected);
  });

  test("a source's country is that of leads that name none, not of those whose country cannot be read", async () => {
    const habits = { country: "DE" };
    expect(await normalise({ region: "Bayern", phone: "030 555100" }, {}, habits)).toEqual({
      fields: { country: "DE", region: "DE-BY", phone: "+4930555100" },
      extra: {},
    });
    expect((await normalise({ country: "Atlantis" }, {}, habits)).fields).toEqual({});
    expect((await normalise({ country: "Austria" }, {}, habits)).fields).toEqual({ country: "AT" });
  });
});

describe("language", () => {
  test.each([
    ["de", "de"],
    ["de-AT", "de"],
    ["EN_us", "en"],
    ["pt-BR,pt;q=0.9", "pt"],
  ])("%j is %s", async (language, expected) => {
    expect(await one("language", language)).toBe(expected);
  });

  test.each([
    ["German", "de"],
    ["Français", "fr"],
    ["französisch", "fr"],
    ["日本語", "ja"],
    ["deu", "de"],
  ])("%j is %s by its name", async (language, expected) => {
    expect(await one("language", language)).toBe(expected);
  });

  test("what is none is kept", async () => {
    expect((await read({ language: "Elvish" })).extra.language).toEqual({ value: "Elvish", reason: "not a language" });
  });
});

describe("numbers", () => {
  const unclear = (text: string, one: number, other: string) =>
    `unclear: ${text} may be ${one} or ${other}; the source's locale would say which`;

  test.each([
    [600, undefined, 600],
    ["600", undefined, 600],
    [" 1,200 ", undefined, 1200],
    ["1 000 000", undefined, 1_000_000],
    ["1\u00a0200", undefined, 1200],
    ["1\u202f200", undefined, 1200],
    ["1'200", undefined, 1200],
    ["1’200", undefined, 1200],
    ["1.000,00", undefined, 1000],
    ["1,000.50", undefined, 1000.5],
    ["1.000.000", undefined, 1_000_000],
    ["1.5", undefined, 1.5],
    ["1,5", undefined, 1.5],
    ["0.125", undefined, 0.125],
    ["+7", undefined, 7],
    ["１２００", undefined, 1200],
    ["500+", undefined, 500],
    ["10,000+ employees", undefined, 10_000],
    ["501-1000", undefined, 501],
    ["501 – 1,000", undefined, 501],
    ["501 to 1000", undefined, 501],
    ["1.200", "de-DE", 1200],
    ["1,200", "de-DE", 1.2],
    ["1.200", "en-US", 1.2],
    ["1.000-5.000", "de-DE", 1000],
    ["1.200", undefined, unclear("1.200", 1.2, "1200")],
    ["1.000+", undefined, unclear("1.000", 1, "1000")],
    [0, undefined, 0],
  ])("%j by the locale %s is %j", async (given, locale, expected) => {
    const { fields, extra } = await normalise({ employees: given }, declared, { locale });
    expect(fields.employees ?? extra.employees?.reason).toBe(expected);
  });

  test.each([
    ["ca. 600", "not a number"],
    ["1,2,3", "not a number"],
    ["12-34-56", "not a number"],
    ["5-", "not a number"],
    ["1e3", "not a number"],
    ["0x10", "not a number"],
    ["Infinity", "not a number"],
    [true, "not a number"],
    [-1, "less than 0"],
    [1_000_001, "more than 1000000"],
    [{ min: 5 }, "a structure cannot be converted"],
    [[{ a: 1 }], "a list cannot be converted"],
  ])("%j is kept, because it is %s", async (given, reason) => {
    const { fields, extra } = await read({ email: "jo@acme.example", employees: given });
    expect(fields.employees).toBeUndefined();
    expect(extra.employees).toEqual({ value: typeof given === "object" ? JSON.stringify(given) : given, reason });
    expect(fields.email).toBe("jo@acme.example");
  });
});

describe("dates", () => {
  const order = (text: string) => `unclear: ${text} names day and month in an order that the source's locale would say`;
  test.each([
    ["2026-11-24", undefined, "2026-11-24T00:00:00.000Z"],
    ["2026-11-24 09:05", undefined, "2026-11-24T09:05:00.000Z"],
    ["2026-11-24T10:00:00.5+01:00", undefined, "2026-11-24T09:00:00.500Z"],
    ["Tue, 24 Nov 2026 09:00:00 +0100", undefined, "2026-11-24T08:00:00.000Z"],
    ["07/12/2026", "de-DE", "2026-12-07T00:00:00.000Z"],
    ["07/12/2026", "en-US", "2026-07-12T00:00:00.000Z"],
    ["24.11.2026, 9:05", "de-DE", "2026-11-24T09:05:00.000Z"],
    ["11/24/2026 9:05 PM", "en-US", "2026-11-24T21:05:00.000Z"],
    ["2026/12/07", "de-DE", "2026-12-07T00:00:00.000Z"],
    ["07/12/2026", undefined, order("07/12/2026")],
    ["24.11.2026", undefined, order("24.11.2026")],
    ["24.11.26", "de-DE", "not an instant"],
    ["2026-02-30", undefined, "not an instant: there is no such day or time"],
    ["31/02/2026", "en-GB", "not an instant: there is no such day or time"],
    ["2026-13-05", undefined, "not an instant: there is no such day or time"],
    ["25/12/2026", "en-US", "not an instant: there is no such day or time"],
    ["12/25/2026", "de-DE", "not an instant: there is no such day or time"],
    ["31 Feb 2026 09:00:00 GMT", undefined, "not an instant: there is no such day or time"],
    ["Tue, 24 Nov 2026 09:00:00 -0130", undefined, "2026-11-24T10:30:00.000Z"],
    ["+275760-09-13T00:00-12:00", undefined, "not an instant"],
    ["24/11/2569", "th-TH", "unclear: 24/11/2569 may be of the buddhist calendar or of the Gregorian"],
    ["November", undefined, "not an instant"],
    ["1", undefined, "not an instant"],
  ])("%j by the locale %s is %s", async (given, locale, expected) => {
    const { fields, extra } = await normalise({ renewal: given }, declared, { locale });
    expect(fields.renewal ?? extra.renewal?.reason).toBe(expected);
  });
});

describe("names", () => {
  test.each([
    [
      { name: "Anna", lastName: "Alpha" },
      { name: "Anna Alpha", firstName: "Anna", lastName: "Alpha" },
    ],
    [
      { name: "Alpha", firstName: "Anna" },
      { name: "Anna Alpha", firstName: "Anna", lastName: "Alpha" },
    ],
    [
      { name: "Anna Alpha", lastName: "Alpha" },
      { name: "Anna Alpha", lastName: "Alpha" },
    ],
    [{ name: "Alpha, Anna" }, { name: "Anna Alpha", firstName: "Anna", lastName: "Alpha" }],
    [{ name: "van der Berg, Jan" }, { name: "Jan van der Berg", firstName: "Jan", lastName: "van der Berg" }],
    [{ name: "Jane Doe, PhD" }, { name: "Jane Doe, PhD" }],
    [{ name: "Anna Alpha, Bruno Beta" }, { name: "Anna Alpha, Bruno Beta" }],
    [{ name: "O&#039;Brien" }, { name: "O'Brien" }],
    [{ name: "O\\'Brien" }, { name: "O'Brien" }],
    [{ name: "&#26446;" }, { name: "李" }],
    [{ name: "A &amp;lt; B" }, { name: "A &lt; B" }],
    [{ name: "An\u200bna\u202e Alpha" }, { name: "Anna Alpha" }],
    [{ company: "Marks &amp; Sons" }, { company: "Marks & Sons" }],
    [{ company: "AT&T" }, { company: "AT&T" }],
    [{ message: "Is &amp; allowed in R\\'s?" }, { message: "Is &amp; allowed in R\\'s?" }],
  ])("%j is %j", async (given, expected) => {
    expect(await fieldsOf(given)).toEqual(expected);
  });
});

describe("a field that was given several times", () => {
  test.each<[string, unknown, unknown, unknown]>([
    ["email", ["a@acme.example", "A@acme.example "], "a@acme.example", undefined],
    ["email", ["", "a@acme.example"], "a@acme.example", undefined],
    ["email", ["not one", "a@acme.example", "b@acme.example"], "a@acme.example", "not one, b@acme.example"],
    ["phone", ["", "+49 30 555100", "+49 30 555100"], "+4930555100", undefined],
    ["country", ["", "DE"], "DE", undefined],
    ["company", ["Acme", "ACME"], "Acme", undefined],
    ["employees", ["", "600", "many"], 600, "many"],
    ["partner", ["0", "1"], true, undefined],
    ["partner", ["true", "false"], true, undefined],
    ["partner", ["0", "0"], false, undefined],
    ["message", ["One", "Two"], "One\nTwo", undefined],
    ["interest", ["pricing", "demo", "demo"], ["demo", "pricing"], undefined],
    ["interest", "demo; pricing", ["demo", "pricing"], undefined],
    ["interest", ["demo", "lunch"], "demo", "lunch"],
  ])("%s: %j is %j, and beside it %j", async (name, given, value, beside) => {
    const { fields, extra } = await read({ [name]: given });
    expect(fields[name]).toEqual(value);
    expect(extra[name]?.value).toBe(beside);
  });
});

describe("declared fields", () => {
  test("of agreed values are spelt as agreed, and others are kept with the choice there was", async () => {
    expect(await one("interest", " DEMO ")).toBe("demo");
    expect(await one("interest", "STRASSE")).toBe("Straße");
    expect(await one("interest", "lunch")).toBe("not one of demo, pricing, Straße");
  });

  test.each([
    ["yes", true],
    ["on", true],
    [true, true],
    ["0", false],
    ["maybe", "neither yes nor no"],
  ])("of yes or no: %j is %j", async (given, expected) => {
    expect(await one("partner", given)).toBe(expected);
  });

  test("that are instants are ISO 8601 in UTC", async () => {
    expect(await one("renewal", "2026-11-24T10:00:00+01:00")).toBe("2026-11-24T09:00:00.000Z");
    expect(await one("renewal", "next year")).toBe("not an instant");
  });
});

describe("email", () => {
  test.each([
    [" Jo.Doe@ACME.Example ", "Jo.Doe@acme.example"],
    ["mailto:jo@acme.example", "jo@acme.example"],
    ["mailto:jo%40acme.example?subject=Hi", "jo@acme.example"],
    ["Jo Doe <jo@acme.example>", "jo@acme.example"],
    ['"Doe, Jo" <jo@acme.example>', "jo@acme.example"],
    ["<jo@acme.example>", "jo@acme.example"],
    ["jo@acme.example.", "jo@acme.example"],
    ["jo@acme.example,", "jo@acme.example"],
    ["\u200bjo@ac\u00adme.example\ufeff", "jo@acme.example"],
    ["\u202ajo@acme.example\u202c", "jo@acme.example"],
    ["j&#111;@acme.example", "jo@acme.example"],
    ["jo@xn--mnchen-3ya.example", "jo@münchen.example"],
    ["JOE\u0301@acme.example", "JO\u00c9@acme.example"],
    ["jo+tag@münchen.example", "jo+tag@münchen.example"],
  ])("%j is %s", async (email, expected) => {
    expect(await one("email", email)).toBe(expected);
  });

  test.each([
    "jo@acme.example\r\nBcc: all@acme.example",
    "jo@acme.example\nX: y",
    "jo@acme.example, boss@acme.example",
    "jo@acme.example;boss@acme.example",
    "jo@acme.example?bcc=boss@acme.example",
    '"jo doe"@acme.example',
    "jo@firm..example",
    ".jo@acme.example",
    "jo.@acme.example",
    "j..o@acme.example",
    "j\ufffdo@acme.example",
    "jo@-acme.example",
    "jo@acme.123",
    "mailto:",
    "jo@@acme.example",
    "@acme.example",
    "jo@",
    "jo@localhost",
    "jo\u0000@acme.example",
    "jo @acme.example",
    `${"x".repeat(250)}@acme.example`,
    "<script>@acme.example",
  ])("%j is no address that mail may go to", async (email) => {
    const { fields, extra } = await read({ email });
    expect(fields.email).toBeUndefined();
    expect(extra.email?.reason).toBe("not an e-mail address");
  });

  test("never lets through what could end a header, add a recipient or break out of an address", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "grapheme" }), (local, domain) => {
        const email = `${local}@${domain}.example`;
        if (mailbox(email) === email) expect(email).not.toMatch(/[\s,;:<>()[\]\\"\p{Cc}]/u);
      }),
      { numRuns: 150 },
    );
  });
});

describe("whatever a source gave", () => {
  test("nested and dotted groups are the same fields", async () => {
    expect(await fieldsOf({ utm: { source: "google" }, "utm.medium": "cpc", clickId: { gclid: "x" } })).toEqual({
      "utm.source": "google",
      "utm.medium": "cpc",
      "clickId.gclid": "x",
    });
  });

  test("a name is put together from its parts, unless there is one", async () => {
    expect((await fieldsOf({ firstName: "Zoë", lastName: "Łukasz" })).name).toBe("Zoë Łukasz");
    expect((await fieldsOf({ firstName: "Zoë", name: "Z. Ł." })).name).toBe("Z. Ł.");
  });

  test("blank values are no values", async () => {
    expect(await read({ company: "  ", title: "", phone: null, extra: undefined, name: [], page: ["", null] })).toEqual(
      { fields: {}, extra: {} },
    );
  });

  test("unknown names are kept: plain values as they came, lists and structures as text", async () => {
    const given = { favouriteColour: "blue", size: 4.5, fan: true, answers: ["a", 1], nested: { deep: true } };
    expect((await read(given)).extra).toEqual({
      favouriteColour: { value: "blue" },
      size: { value: 4.5 },
      fan: { value: true },
      answers: { value: "a, 1" },
      nested: { value: '{"deep":true}' },
    });
  });

  test("numbers that no store takes are kept as text, and are no quantity", async () => {
    const { fields, extra } = await read({ employees: 1e300, favouriteNumber: -1e300, tiny: 1e-200 });
    expect(fields.employees).toBeUndefined();
    expect(extra).toEqual({
      tiny: { value: "1e-200" },
      employees: { value: "1e+300", reason: "too large or too small" },
      favouriteNumber: { value: "-1e+300" },
    });
  });

  test("control characters do not leave a line, and a message keeps its line breaks only", async () => {
    const { fields, extra } = await read({ name: "Eve\r\nBcc: x", message: "one\r\ntwo\u001b[31m", note: "a\u0007b" });
    expect([fields.name, fields.message, extra.note?.value]).toEqual(["Eve Bcc: x", "one\ntwo [31m", "a b"]);
  });

  test("a value meant for a field is shown before all that is for none", async () => {
    const given = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`field ${i}`, i]));
    expect((await read({ ...given, phone: "call me" })).extra.phone).toMatchObject({ value: "call me" });
  });

  test("half a character, which no store takes either, is replaced", async () => {
    const { fields, extra } = await read({ name: "Jo \ud83d", colour: "\udc00red" });
    expect([fields.name, extra.colour?.value]).toEqual(["Jo \ufffd", "\ufffdred"]);
  });

  test("more fields than a lead can show are said to be in the delivery", async () => {
    const given = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`field ${i}`, i]));
    const { extra } = await read(given);
    expect(Object.keys(extra)).toHaveLength(61);
    expect(extra.more?.value).toMatch(/delivery has them all/);
  });

  test("derived fields cannot be given", async () => {
    const { fields, extra } = await read({ score: 100, "email.free": false, band: "hot", "person.owner": "ana" });
    expect(fields).toEqual({});
    expect(Object.keys(extra)).toEqual(["score", "email.free", "band", "person.owner"]);
  });

  test("a lead with the largest values there are fits an item of 400 KB", async () => {
    const huge = "界".repeat(400_000);
    const names = ["email", "phone", "name", "company", "title", "country", "website", "message", "page", "consent"];
    const given = Object.fromEntries([
      ...names.map((name) => [name, huge]),
      ...Array.from({ length: 500 }, (_, i) => [`${i} ${"n".repeat(5000)}`, huge]),
      ["structure", { list: Array.from({ length: 50_000 }, () => "x") }],
    ]);
    const bytes = Buffer.byteLength(JSON.stringify(await read(given)));
    expect(bytes).toBeLessThan(400_000 * 0.98);
  });

  test("names that mean something to JavaScript are names like any other", async () => {
    const given = JSON.parse(
      '{"__proto__": {"admin": true}, "constructor": "Acme", "toString": "x", "hasOwnProperty": "y", "email": "jo@acme.example"}',
    ) as Record<string, unknown>;
    const { fields, extra } = await read(given);
    expect(fields).toEqual({ email: "jo@acme.example" });
    expect(extra).toEqual({
      proto: { value: '{"admin":true}' },
      constructor: { value: "Acme" },
      toString: { value: "x" },
      hasOwnProperty: { value: "y" },
    });
    expect(Object.getPrototypeOf(extra)).toBe(Object.prototype);
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });

  test("a structure deeper than a store can keep is kept as its text", async () => {
    const deep = JSON.parse(`${"[".repeat(40)}1${"]".repeat(40)}`) as unknown;
    expect((await read({ deep })).extra.deep?.value).toBe(`${"[".repeat(40)}1${"]".repeat(40)}`);
    let deeper: unknown = 1;
    for (let n = 0; n < 100_000; n++) deeper = [deeper];
    expect((await read({ deeper })).extra.deeper).toBeDefined();
  });

  test("an empty name is given one", async () => {
    expect((await read({ "": "x", " ": "y" })).extra).toHaveProperty("unnamed");
  });

  test("never throws, and fields are always of their type", async () => {
    const names = fc.oneof(
      fc.constantFrom(
        "email",
        "phone",
        "country",
        "language",
        "submittedAt",
        "name",
        "utm",
        "employees",
        "partner",
        "interest",
        "renewal",
      ),
      fc.string(),
      fc.constantFrom("__proto__", "constructor", "valueOf"),
    );
    const value = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.jsonValue(),
      fc.constantFrom("DE", "+49301234567", "1,200"),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(names, value), { maxLength: 8 }), async (entries) => {
        const { fields, extra } = await read(Object.fromEntries(entries));
        for (const [name, field] of Object.entries(fields)) {
          const type = { employees: "number", partner: "boolean" }[name] ?? "string";
          expect(typeof field).toBe(type);
          expect(field).not.toBe("");
        }
        expect(() => structuredClone(extra)).not.toThrow();
      }),
      { numRuns: 300 },
    );
  });
});

describe("facts for the rules", () => {
  const asked = new Set(["email.free", "email.disposable"]);
  const facts = (fields: Record<string, string | number | boolean>, known = {}) =>
    factsOf(fields, { receivedAt: 1000, ...known }, asked, declared);

  test.each([
    ["jo@gmail.com", true],
    ["jo@GMX.de", true],
    ["jo@acme.example", false],
  ])("%s is at a free mailbox: %s", async (email, free) => {
    expect((await facts({ email }))["email.free"]).toBe(free);
  });

  test("throw-away mailboxes are known", async () => {
    expect((await facts({ email: "jo@mailinator.com" }))["email.disposable"]).toBe(true);
    expect((await facts({ email: "jo@acme.example" }))["email.disposable"]).toBe(false);
  });

  test("without an e-mail there is no domain, neither free nor not", async () => {
    const given = await facts({ phone: "+49301234567" });
    expect(given).not.toHaveProperty(["email.domain"]);
    expect(given).not.toHaveProperty(["email.free"]);
  });

  test("lists that nobody asks about are not looked at", async () => {
    const given = await factsOf({ email: "jo@gmail.com" }, { receivedAt: 0 }, new Set(), {});
    expect(given).not.toHaveProperty(["email.free"]);
  });

  test("texts are folded, also the domain, so that conditions compare alike", async () => {
    const given = await facts({ email: "jo@STRASSE.example", company: " ACME ", country: "DE" }, { source: "Web" });
    expect(given).toMatchObject({ "email.domain": "strasse.example", company: "acme", country: "de", source: "web" });
    expect((await facts({ email: "jo@straße.example" }))["email.domain"]).toBe("strasse.example");
  });

  test("instants are numbers, built in or declared", async () => {
    const instant = "2026-11-24T09:00:00.000Z";
    expect(await facts({ submittedAt: instant, renewal: instant })).toMatchObject({
      submittedAt: Date.parse(instant),
      renewal: Date.parse(instant),
      receivedAt: 1000,
    });
  });

  test("nobody known is a fact; no owner is none", async () => {
    const given = await facts({});
    expect(given).toMatchObject({ "person.known": false, "account.known": false, test: false });
    expect(given).not.toHaveProperty(["account.owner"]);
    expect(await facts({}, { account: { known: true, owner: "Chloé" } })).toMatchObject({
      "account.known": true,
      "account.owner": "chloé",
    });
  });
});

test.each<[string, string, unknown]>([
  ["blanks", "phone", `${" ".repeat(300_000)}x`],
  ["digits", "employees", `${"1".repeat(300_000)}x`],
  ["accents", "email", `a${"\u0301\u0323".repeat(150_000)}`],
  ["accents", "country", `a${"\u0301\u0323".repeat(150_000)}`],
  ["accents", "interest", [`a${"\u0301\u0323".repeat(150_000)}`, `b${"\u0301\u0323".repeat(150_000)}`]],
  ["accents", "title", [`a${"\u0301\u0323".repeat(150_000)}`, `b${"\u0301\u0323".repeat(150_000)}`]],
  ["answers", "interest", "a;".repeat(150_000)],
])("a value of nothing but %s is read as quickly as a short one: %s", async (_what, name, value) => {
  const begun = performance.now();
  await read({ email: "jo@acme.example", [name]: value });
  expect(performance.now() - begun).toBeLessThan(1_000);
});

test.each(["message", "company", "title"])("a text that is longer than is kept ends with a mark: %s", async (name) => {
  const text = String(await one(name, "word ".repeat(10_000)));
  expect(text).toMatch(/^(word )+wo?r?d?…$/);
  expect(text.length).toBeGreaterThan(990);
});
