import { createHmac } from "node:crypto";
import { type ProviderName, providers } from "@baton/core/agreement";
import { normalise } from "@baton/core/fields";
import type { HookRequest } from "@baton/core/ports";
import { providerModule, secretsOf } from "@baton/sources";
import { compose } from "@baton/sources/send";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { idOf, judged, leadIn, type Roles, reading, request, secrets } from "../../helpers/sent/webhooks.ts";

const urlencoded = "application/x-www-form-urlencoded";
const fieldsIn = async (...given: Parameters<typeof leadIn>) => {
  const read = await leadIn(...given);
  if ("unreadable" in read) throw new Error(read.unreadable);
  return read.fields;
};
const reasonIn = async (...given: Parameters<typeof leadIn>) => {
  const read = await leadIn(...given);
  return "unreadable" in read ? read.unreadable : undefined;
};

describe("JSON", () => {
  test("integers that a double cannot hold stay as they were written", async () => {
    const body =
      '{"email": "jo@acme.example", "submissionID": 5293412345678901234, "n": -9007199254740993, "list": [9007199254740993]}';
    expect(await fieldsIn("form", body)).toMatchObject({
      submissionID: "5293412345678901234",
      n: "-9007199254740993",
      list: ["9007199254740993"],
    });
    const google = Buffer.from('{"lead_id": 9223372036854775807, "user_column_data": []}');
    expect(await idOf("google-ads", { headers: {}, body: google })).toBe("9223372036854775807");
  });

  test("numbers that a double holds stay numbers", async () => {
    expect(
      await fieldsIn("form", '{"email": "a@b.example", "a": 9007199254740991, "b": 1.5, "c": 1e20}'),
    ).toMatchObject({
      a: 9007199254740991,
      b: 1.5,
      c: 1e20,
    });
  });

  test.each(["form", "standard-webhooks"] as const)(
    "a byte order mark before it is no part of it (%s)",
    async (provider) => {
      expect(await fieldsIn(provider, '\uFEFF{"email": "jo@acme.example"}')).toMatchObject({
        email: "jo@acme.example",
      });
    },
  );

  test("emoji and other scripts survive, and bytes that are no text do not crash", async () => {
    expect(await fieldsIn("form", '{"name": "雪 ❄️ 👩‍🚀", "email": "a@b.example"}')).toMatchObject({
      name: "雪 ❄️ 👩‍🚀",
    });
    const broken = Buffer.concat([Buffer.from('{"name": "'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]);
    expect(await fieldsIn("form", broken)).toEqual({ name: "ÿþ" });
  });

  test.each([
    ["", "The body is empty."],
    ["  \n ", "The body is empty."],
    ["\uFEFF", "The body is empty."],
    ['{"email": "jo@acme.example"', "The body is not valid JSON."],
    ['{"email": "jo@acme.example",}', "The body is not valid JSON."],
    ["[1, 2]", "The body is JSON, but not an object with fields."],
    ["null", "The body is JSON, but not an object with fields."],
    ["hello", "The body is not valid JSON."],
  ])("%j is unreadable, and why is said", async (body, reason) => {
    expect(await reasonIn("form", body)).toBe(reason);
  });

  test("white space in front is no part of it", async () => {
    expect(await fieldsIn("form", `${" ".repeat(100)}{"email": "a@b.example"}`)).toEqual({ email: "a@b.example" });
  });

  test("nesting without end is unreadable, not a crash", async () => {
    const body = `{"email": ${"[".repeat(200_000)}${"]".repeat(200_000)}}`;
    expect(await leadIn("form", body)).toBeDefined();
  });
});

describe("form-encoded", () => {
  test("the body decides where the content type is wrong", async () => {
    for (const contentType of ["text/plain", "application/octet-stream", "", urlencoded]) {
      expect(await fieldsIn("form", "email=jo%40acme.example&name=Jo+Doe", { contentType })).toEqual({
        email: "jo@acme.example",
        name: "Jo Doe",
      });
      expect(await fieldsIn("form", '{"email": "jo@acme.example"}', { contentType })).toEqual({
        email: "jo@acme.example",
      });
    }
  });

  test("a body full of one name is read within the time of a test, not in one that grows with its square", async () => {
    const repeated = `email=jo%40acme.example&${"a=1&".repeat(250_000)}`;
    expect((await fieldsIn("form", repeated, { contentType: urlencoded })).a).toHaveLength(250_000);
    const columns = Array.from({ length: 20_000 }, (_, n) => ({ column_id: "Q", string_value: `x${n}` }));
    const lead = { user_column_data: [{ column_id: "EMAIL", string_value: "jo@acme.example" }, ...columns] };
    expect(Object.keys(await fieldsIn("google-ads", JSON.stringify(lead))).length).toBeGreaterThan(20_000);
  });

  test("repeated and bracketed names are lists", async () => {
    const body = "email=a%40b.example&topic=x&topic=y&box%5B%5D=1&box%5B%5D=2&one%5B%5D=3";
    expect(await fieldsIn("form", body, { contentType: urlencoded })).toEqual({
      email: "a@b.example",
      topic: ["x", "y"],
      box: ["1", "2"],
      one: "3",
    });
  });

  test("a name without value in front does not hide the rest", async () => {
    expect(await fieldsIn("form", "flag&email=a%40b.example", { contentType: urlencoded })).toEqual({
      email: "a@b.example",
    });
    expect(await fieldsIn("form", "&First Name=Jo", { contentType: `${urlencoded}; charset=utf-8` })).toEqual({
      firstName: "Jo",
    });
  });

  test("what is neither JSON nor a form is unreadable", async () => {
    for (const body of ["hello world", "<xml/>", "= =", "just-a-word"]) {
      expect(await reasonIn("form", body, { contentType: "text/plain" })).toBe("The body is neither JSON nor a form.");
    }
  });
});

describe("multipart", () => {
  /** A body as a browser sends it. */
  const multipart = async (entries: [string, string | File][]) => {
    const data = new FormData();
    for (const [name, value] of entries) data.append(name, value);
    const response = new Response(data);
    return {
      body: new Uint8Array(await response.arrayBuffer()),
      contentType: response.headers.get("content-type")!,
    };
  };

  test("without files has its fields", async () => {
    const { body, contentType } = await multipart([
      ["your-email", "jo@acme.example"],
      ["message", "Two\r\nlines – ✓"],
      ["topic[]", "a"],
      ["topic[]", "b"],
      ["empty", ""],
    ]);
    expect(await fieldsIn("form", body, { contentType })).toEqual({
      email: "jo@acme.example",
      message: "Two\r\nlines – ✓",
      topic: ["a", "b"],
    });
  });

  test("files are named, not kept; a file field left empty is nothing", async () => {
    const { body, contentType } = await multipart([
      ["email", "jo@acme.example"],
      ["brief", new File([new Uint8Array(1234)], "brief ünï.pdf", { type: "application/pdf" })],
      ["photo", new File([], "")],
    ]);
    expect(await fieldsIn("form", body, { contentType })).toEqual({
      email: "jo@acme.example",
      brief: "brief ünï.pdf (application/pdf, 1234 bytes)",
    });
  });

  test.each([
    ["another boundary", (type: string) => type.replace(/boundary=.*/, "boundary=other")],
    ["no boundary", () => "multipart/form-data"],
  ])("with %s is unreadable, not a crash", async (_name, change) => {
    const { body, contentType } = await multipart([["email", "jo@acme.example"]]);
    expect(await reasonIn("form", body, { contentType: change(contentType) })).toMatch(/multipart body cannot be read/);
  });

  test("that was cut off is unreadable", async () => {
    const { body, contentType } = await multipart([
      ["email", "jo@acme.example"],
      ["name", "Jo"],
    ]);
    expect(await reasonIn("form", body.subarray(0, body.length - 40), { contentType })).toMatch(/cannot be read/);
  });
});

describe("naming", () => {
  test.each([
    ["Email Address", "email"],
    ["E-Mail", "email"],
    ["your-email", "email"],
    ["WORK_EMAIL", "email"],
    ["First Name", "firstName"],
    ["lname", "lastName"],
    ["fullName", "name"],
    ["tel", "phone"],
    ["Company", "company"],
    ["organisation", "company"],
    ["job_title", "title"],
    ["utm_campaign", "utm.campaign"],
    ["UTM Source", "utm.source"],
    ["gclid", "clickId.gclid"],
    ["your-message", "message"],
    ["referer", "referrer"],
  ])("%s is %s", async (given, field) => {
    expect(
      await fieldsIn("form", JSON.stringify({ company: undefined, [given]: "x", lastName: "Doe" })),
    ).toHaveProperty([field]);
  });

  test("the agreement's mapping comes first, then its declared fields, then ours", async () => {
    const given = JSON.stringify({ "your-email": "jo@acme.example", Company_Size: 600, company: "ACME" });
    expect(
      await fieldsIn("form", given, { fields: { Company_Size: "employees" }, declared: ["employees", "companySize"] }),
    ).toEqual({
      email: "jo@acme.example",
      employees: 600,
      company: "ACME",
    });
    expect(await fieldsIn("form", given, { declared: ["companySize"] })).toHaveProperty("companySize", 600);
  });

  test("the first of two values for a field wins, and the other stays under its own name", async () => {
    expect(await fieldsIn("form", '{"email": "a@b.example", "Work Email": "c@d.example"}')).toEqual({
      email: "a@b.example",
      "Work Email": "c@d.example",
    });
    expect(await fieldsIn("form", '{"mail": "a@b.example", "email": "c@d.example"}')).toEqual({
      email: "a@b.example",
      "email 2": "c@d.example",
    });
  });

  test("both e-mails of a Google form are kept, and one is the lead's", async () => {
    const body = JSON.stringify({
      user_column_data: [
        { column_id: "EMAIL", string_value: "home@mail.example" },
        { column_id: "WORK_EMAIL", string_value: "jo@acme.example" },
      ],
    });
    const fields = await fieldsIn("google-ads", body);
    expect(fields).toEqual({ email: "home@mail.example", WORK_EMAIL: "jo@acme.example" });
    const chosen = await fieldsIn("google-ads", body, { fields: { EMAIL: "message", WORK_EMAIL: "email" } });
    expect(chosen).toMatchObject({ email: "jo@acme.example" });
  });

  test("two questions of a kind in a Typeform with generated refs are both kept", async () => {
    const answer = (email: string, n: number) => ({
      type: "email",
      email,
      field: { ref: `0000000${n}-aaaa-bbbb-cccc-000000000000` },
    });
    const body = { form_response: { answers: [answer("a@b.example", 1), answer("c@d.example", 2)] } };
    expect(await fieldsIn("typeform", JSON.stringify(body))).toEqual({
      email: "a@b.example",
      "email 2": "c@d.example",
    });
  });

  test("names that mean something to JavaScript are names like any other", async () => {
    const body = '{"email": "a@b.example", "constructor": "x", "__proto__": "y", "toString": "z", "valueOf": null}';
    const fields = await fieldsIn("form", body, { fields: {} });
    expect(Object.entries(fields)).toEqual([
      ["email", "a@b.example"],
      ["constructor", "x"],
      ["__proto__", "y"],
      ["toString", "z"],
    ]);
    expect((await normalise(fields, {})).extra).toMatchObject({
      constructor: { value: "x" },
      toString: { value: "z" },
    });
  });

  test("somebody must be in it", async () => {
    expect(await reasonIn("form", '{"message": "hi", "country": "DE"}')).toMatch(/says who this is/);
    expect(await reasonIn("form", '{"email": "  ", "name": []}')).toMatch(/says who this is/);
    expect(await reasonIn("form", '{"email": {"toString": 1}}')).toMatch(/says who this is/);
    expect(await reasonIn("form", '{"phone": 4930123456}')).toBeUndefined();
  });
});

describe("names in brackets", () => {
  const read = (names: [string, string][], naming: { fields?: Record<string, string>; declared?: string[] } = {}) =>
    fieldsIn("form", new URLSearchParams(names).toString(), { contentType: urlencoded, ...naming });

  test.each([
    ["form_fields[email]", "email"],
    ["data[Email]", "email"],
    ["fields[email][value]", "email"],
    ["contact[first_name]", "firstName"],
    ["name[first]", "firstName"],
    ["company[name]", "company"],
    ["utm[source]", "utm.source"],
    ["click[ids][gclid]", "clickId.gclid"],
    ["data[Job Title]", "title"],
    ["data[seats]", "seats"],
  ])("%s is %s", async (given, field) => {
    expect(
      await read([
        [given, "x"],
        ["phone", "+493012345"],
      ]),
    ).toEqual({ [field]: "x", phone: "+493012345" });
  });

  test("with a description of the field are the field alone", async () => {
    expect(
      await read([
        ["fields[a][id]", "a"],
        ["fields[a][title]", "Anything"],
        ["fields[a][value]", "x"],
        ["fields[email][id]", "email"],
        ["fields[email][value]", "jo@acme.example"],
      ]),
    ).toEqual({ a: "x", email: "jo@acme.example" });
  });

  test("that repeat or count are lists", async () => {
    expect(
      await read([
        ["data[email]", "jo@acme.example"],
        ["data[topic][]", "a"],
        ["data[topic][]", "b"],
        ["data[size][0]", "s"],
        ["data[size][1]", "m"],
      ]),
    ).toEqual({ email: "jo@acme.example", topic: ["a", "b"], size: ["s", "m"] });
  });

  test("are mapped whole or by what they mean, and declared fields are found", async () => {
    const given: [string, string][] = [
      ["data[mail_1]", "jo@acme.example"],
      ["data[Company Size]", "600"],
    ];
    const declared = ["companySize"];
    const fields = { email: "jo@acme.example", companySize: "600" };
    expect(await read(given, { fields: { "data[mail_1]": "email" }, declared })).toEqual(fields);
    expect(await read(given, { fields: { mail_1: "email" }, declared })).toEqual(fields);
  });

  test("reach no prototype", async () => {
    const names = ["__proto__[email]", "constructor[prototype][email]", "a[__proto__][email]", "__proto__[toString]"];
    await reading("form", new URLSearchParams(names.map((name): [string, string] => [name, "polluted"])).toString(), {
      contentType: urlencoded,
    });
    expect(({} as Record<string, unknown>).email).toBeUndefined();
    expect(`${{}}`).toBe("[object Object]");
  });

  test("in a body full of them are read within the time of a test", async () => {
    for (const name of [
      "a[b]",
      "a[]",
      "a[b][]",
      "a[N]",
      "a[bN]",
      "a[bN][value]",
      "aN[b]",
      "a[b][c][d][e][f][g][h][i][j][k]",
      "[[[[",
    ]) {
      const names = Array.from({ length: 40_000 }, (_, i) => `${encodeURIComponent(name.replace("N", String(i)))}=x`);
      await reading("form", `email=a%40b.example&${names.join("&")}`, { contentType: urlencoded });
    }
  });
});

describe("campaign and click ids in addresses", () => {
  const read = (lead: object) => fieldsIn("form", JSON.stringify({ email: "a@b.example", ...lead }));

  test("fill what is not given, the page's before the referrer's", async () => {
    const page = "https://acme.example/demo?utm_source=google&UTM_Medium=cpc&gclid=G1&li_fat_id=L1#utm_term=no";
    const referrer = "https://other.example/?utm_source=other&utm_campaign=spring%20%F0%9F%8C%B7&msclkid=M1";
    expect(await read({ page_url: page, referer: referrer, utm_medium: "email" })).toEqual({
      email: "a@b.example",
      page,
      referrer,
      "utm.source": "google",
      "utm.medium": "email",
      "utm.campaign": "spring 🌷",
      "clickId.gclid": "G1",
      "clickId.li_fat_id": "L1",
      "clickId.msclkid": "M1",
    });
  });

  test("are found in relative and in broken addresses, and never override a structure", async () => {
    expect(await read({ page: "/demo?ttclid=T1&fbclid=" })).toMatchObject({ "clickId.ttclid": "T1" });
    expect(await read({ page: "ht!tp://?gclid=%ZZ" })).toHaveProperty(["clickId.gclid"]);
    expect(await read({ page: "/?utm_source=a", utm: { source: "b" } })).toHaveProperty(["utm.source"], "b");
    expect(await read({ page: ["/?gclid=x"], referrer: 7 })).not.toHaveProperty(["clickId.gclid"]);
  });
});

const names = Object.keys(providers) as ProviderName[];
const ours: ProviderName[] = [
  "form",
  "google-ads",
  "meta-lead-ads",
  "linkedin",
  "typeform",
  "tally",
  "jotform",
  "webflow",
  "netlify",
  "formspree",
  "framer",
  "contact-form-7",
  "gravity-forms",
  "wpforms",
  "elementor",
  "unbounce",
];

describe("any bytes at all", () => {
  // Keys that readers look for, so that random structures get past the first question.
  const key = fc.constantFrom(
    ...["email", "data", "fields", "value", "id", "type", "label", "options", "rows", "columns", "key", "payload"],
    ...["answers", "field", "ref", "hidden", "definition", "form_response", "event_type", "choice", "labels", "text"],
    ...["rawRequest", "q3_name", "first", "phone", "full", "year", "preview", "submission", "_date", "page", "utm"],
    ...[
      "user_column_data",
      "column_id",
      "string_value",
      "google_key",
      "entry",
      "changes",
      "leadgen_id",
      "created_time",
    ],
    ...["leadGenFormResponse", "leadAction", "associatedEntity", "ordered_human_fields", "data.json", "date_submitted"],
    ...[
      "form",
      "meta",
      "page_url",
      "title",
      "form_id",
      "1.3",
      "fields[a][value]",
      "toString",
      "__proto__",
      "constructor",
    ],
  );
  const leaf = fc.oneof(fc.string(), fc.double(), fc.boolean(), fc.constant(null), fc.maxSafeInteger(), key);
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof({ maxDepth: 6 }, leaf, fc.array(tie("tree"), { maxLength: 3 }), fc.dictionary(key, tie("tree"))),
  }));
  const event = fc.record(
    {
      email: tree,
      data: fc.oneof(tree, fc.record({ fields: fc.array(tree), submissionId: tree })),
      payload: fc.record({ data: tree, id: tree }),
      user_column_data: fc.array(tree),
      form_response: fc.record({
        answers: fc.array(tree),
        hidden: tree,
        definition: fc.record({ fields: fc.array(tree) }),
      }),
      event_type: fc.constantFrom("form_response", "form_response_partial", 7),
      entry: fc.array(fc.record({ changes: fc.array(fc.record({ field: fc.constant("leadgen"), value: tree })) })),
      type: fc.oneof(fc.constant("LEAD_ACTION"), tree),
      leadAction: fc.oneof(fc.constantFrom("CREATED", "DELETED"), tree),
      leadGenFormResponse: tree,
      associatedEntity: tree,
      occurredAt: tree,
      rawRequest: fc.oneof(
        tree,
        tree.map((value) => JSON.stringify(value)),
      ),
      submission: tree,
      ordered_human_fields: fc.array(tree),
      fields: fc.oneof(tree, fc.array(tree)),
      form: tree,
      meta: tree,
      "data.json": fc.oneof(
        tree,
        tree.map((value) => JSON.stringify(value)),
      ),
      preview: tree,
    },
    { requiredKeys: [] },
  );
  const json = event.map((value) => JSON.stringify(value));
  const posted = fc
    .array(fc.tuple(fc.oneof(key, fc.string()), fc.oneof(fc.string(), json)))
    .map((pairs) => new URLSearchParams(pairs).toString());
  const contentType = fc.constantFrom(
    "application/json",
    "text/plain",
    urlencoded,
    "multipart/form-data; boundary=x",
    "",
  );

  test.each(ours)("are read or said to be unreadable by %s, never thrown at", async (name) => {
    const roles = { secret: "s", key: "k" };
    const { signedAt } = await providerModule(name);
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.uint8Array(), fc.string(), fc.json(), json, json, posted),
        contentType,
        fc.string(),
        async (body, type, header) => {
          const bytes = Buffer.from(body as string);
          const read = await reading(name, bytes, { contentType: type, fields: { a: "email" }, declared: ["b"] });
          if ("unreadable" in read) expect(read.unreadable).toMatch(/\.$/);
          else
            for (const found of read.found) {
              if (found.kind === "lead") await normalise(found.fields, {});
              if (found.kind === "reference") await normalise(found.fields ?? {}, {});
            }
          const headers = {
            "content-type": type,
            "x-hub-signature-256": header,
            "x-li-signature": header,
            "typeform-signature": header,
            "tally-signature": header,
            "x-webflow-timestamp": header,
            "x-webhook-signature": header,
            "formspree-signature": header,
            "framer-signature": header,
          };
          const asked = request({ headers, body: bytes });
          await idOf(name, asked);
          signedAt?.(asked);
          expect(["authentic", "forged", "unreadable"]).toContain(await judged(name, asked, roles));
        },
      ),
      { numRuns: 150 },
    );
  });

  test("an empty body is unreadable for everybody", async () => {
    for (const name of ours)
      for (const body of ["", "  ", "\uFEFF"]) expect(await reading(name, body)).toHaveProperty("unreadable");
  });
});

describe("authentication", () => {
  const basic = `Basic ${Buffer.from("user:pä:ss").toString("base64")}`;
  const asked = request({ headers: { authorization: basic, "x-key": "k" }, body: "{}" });

  test("everything that the agreement names must hold", async () => {
    const judge = (roles: Roles, token?: string) => judged("form", { ...asked, ...(token && { token }) }, roles);
    expect(await judge({ token: "t" }, "t")).toBe("authentic");
    expect(await judge({ token: "t" }, "T")).toBe("forged");
    expect(await judge({ token: "t" })).toBe("forged");
    expect(await judge({ basic: "user:pä:ss" })).toBe("authentic");
    expect(await judge({ basic: "user:other" })).toBe("forged");
    expect(await judge({ token: "t", basic: "user:pä:ss", header: { name: "x-key", value: "k" } }, "t")).toBe(
      "authentic",
    );
    expect(await judge({ token: "t", basic: "user:pä:ss", header: { name: "x-key", value: "l" } }, "t")).toBe("forged");
  });

  test("a signed source with a token needs both", async () => {
    const body = Buffer.from("{}");
    const headers = { "typeform-signature": `sha256=${createHmac("sha256", "s").update(body).digest("base64")}` };
    const roles = { secret: "s", token: "t" };
    expect(await judged("typeform", request({ headers, body, token: "t" }), roles)).toBe("authentic");
    expect(await judged("typeform", request({ headers, body, token: "x" }), roles)).toBe("forged");
    expect(await judged("typeform", request({ body, token: "t" }), roles)).toBe("forged");
  });

  test.each(names)("%s rests on its token alone where the source has nothing else", async (name) => {
    const body = '{"email": "jo@acme.example"}';
    expect(await judged(name, request({ body, token: "t" }), { token: "t" })).toBe("authentic");
    expect(await judged(name, request({ body, token: "x" }), { token: "t" })).toBe("forged");
  });

  test("Google's key may be spelt either way, and is compared as it is", async () => {
    const judge = (body: object, key: string | string[] = "k1") =>
      judged("google-ads", request({ body: JSON.stringify(body) }), { key });
    expect(await judge({ google_key: "k1" })).toBe("authentic");
    expect(await judge({ Google_key: "k1" })).toBe("authentic");
    expect(await judge({ google_key: "k1" }, ["k2", "k1"])).toBe("authentic");
    expect(await judge({ google_key: "K1" })).toBe("forged");
    expect(await judge({ google_key: ["k1"] })).toBe("forged");
    expect(await judge({})).toBe("forged");
  });

  test("a secret without value lets nobody in", () => {
    const source = (auth: object) => ({ auth, secrets: {} });
    expect(secretsOf(source({ token: "A", basic: "B" }), { A: "a" })).toBeUndefined();
    expect(secretsOf(source({ token: "A" }), { A: "" })).toBeUndefined();
    expect(secretsOf(source({}), { A: "a" })).toBeUndefined();
    expect(secretsOf(source({ header: { name: "X-Key", secret: "A" } }), { A: "a" })).toMatchObject({
      header: { name: "x-key", values: ["a"] },
    });
  });

  test("Google reads what it demands", async () => {
    const { answers } = await providerModule("google-ads");
    expect(answers?.accepted).toEqual({ contentType: "application/json", body: "{}" });
    expect(answers?.refused?.("why")).toEqual({ message: "why" });
    expect((await providerModule("form")).answers).toBeUndefined();
  });
});

describe("a delivery without id of its own", () => {
  test("is known by its content", async () => {
    for (const name of ours) {
      for (const body of [
        "{}",
        "[]",
        "null",
        "",
        "a=b",
        '{"entry": [], "data": 7, "payload": null, "form_response": {}}',
      ])
        expect(await idOf(name, request({ body }))).toBeUndefined();
    }
  });

  test("has an id of numbers too large for a number, as they were written", async () => {
    const body = '{"id": 9223372036854775807, "form_id": 3}';
    expect(await idOf("gravity-forms", request({ body }))).toBe("3:9223372036854775807");
    expect(await idOf("netlify", request({ body }))).toBe("9223372036854775807");
    expect(await idOf("jotform", request({ body: "submissionID=6081234567890123456" }))).toBe("6081234567890123456");
  });
});

describe("what Baton sends to itself as a provider", () => {
  const values = {
    secret: `whsec_${Buffer.alloc(24, 7).toString("base64")}`,
    key: "k",
    token: "t",
    basic: "user:pass",
    header: { name: "x-key", value: "h" },
  };
  const real = { email: "jo@acme.example", name: "Jo Doé 🎈", company: "ACME & Söhne", country: "DE" };
  const trial = { ...real, test: true };
  const source = { publicUrl: "https://hooks.example.com/hooks/any", organization: "00D000000000001AAA" };
  const now = Date.parse("2026-11-24T09:00:00Z");

  /** As a source of the provider would have them, so that each has to prove all it can. */
  const rolesOf = (name: ProviderName): Roles => {
    const proof: readonly string[] = providers[name].proof;
    return Object.fromEntries(Object.entries(values).filter(([role]) => proof.includes(role)));
  };
  const sent = async (name: ProviderName, lead: Record<string, unknown> = trial): Promise<HookRequest> => {
    const { headers, body } = await compose(name, { lead, secrets: secrets(rolesOf(name)), now, source });
    return request({ headers, body, token: "t" });
  };

  test.each(names)("%s: is authentic, and the lead is found in it", async (name) => {
    const asked = await sent(name, real);
    expect(await judged(name, asked, rolesOf(name), now, source)).toBe("authentic");
    const read = await reading(name, asked.body, { contentType: asked.headers["content-type"] });
    if ("unreadable" in read) throw new Error(read.unreadable);
    const [found] = read.found;
    if (found?.kind === "lead") expect(found.fields).toMatchObject({ email: real.email, name: real.name });
    else if (found?.kind === "reference") expect(found.id).not.toBe("");
    else expect(found).toMatchObject({ who: { email: real.email } });
  });

  test.each(ours.filter((name) => name !== "form" && name !== "contact-form-7"))(
    "%s: is another delivery each time",
    async (name) => {
      const ids = await Promise.all([sent(name), sent(name)].map(async (asked) => idOf(name, await asked)));
      if (ids[0] !== undefined) expect(ids[0]).not.toBe(ids[1]);
    },
  );

  test.each(["form", "google-ads", "jotform", "meta-lead-ads", "linkedin", "hubspot"] as const)(
    "%s: is marked as a test",
    async (name) => {
      const asked = await sent(name);
      const read = await leadIn(name, asked.body, { contentType: asked.headers["content-type"] });
      expect(read).toMatchObject({ test: true });
    },
  );

  test.each([
    "typeform",
    "tally",
    "jotform",
    "webflow",
    "netlify",
    "formspree",
    "framer",
    "gravity-forms",
    "wpforms",
    "elementor",
    "unbounce",
    "google-ads",
  ] as const)("%s: has fields of any name, in structures and in dots", async (name) => {
    const full = { ...trial, utm: { source: "s" }, "clickId.gclid": "g", seats: 25, "Wozu?": "läuft = so & so" };
    const { headers, body } = await compose(name, { lead: full, secrets: secrets(rolesOf(name)), now, source });
    const read = await leadIn(name, body, { contentType: headers["content-type"] });
    if ("unreadable" in read) throw new Error(read.unreadable);
    expect(read.fields).toMatchObject({
      "utm.source": "s",
      "clickId.gclid": "g",
      "Wozu?": "läuft = so & so",
      country: "DE",
    });
    expect(String(read.fields.seats)).toBe("25");
  });
});
