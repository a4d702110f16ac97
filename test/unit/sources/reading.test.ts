import { createHmac } from "node:crypto";
import type { Provider } from "@baton/core/agreement";
import { normalise } from "@baton/core/fields";
import { answersOf, authenticate, type HookRequest, secretsOf } from "@baton/sources";
import { compose } from "@baton/sources/send";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { idOf, leadIn } from "../../helpers/webhooks.ts";

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
    expect(idOf("google-ads", { headers: {}, body: google })).toBe("9223372036854775807");
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
    expect(await fieldsIn("form", broken)).toEqual({ name: "\uFFFD\uFFFD" });
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
    const columns = Array.from({ length: 20_000 }, () => ({ column_id: "Q", string_value: "x" }));
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

describe("any bytes at all", () => {
  test.each<Provider>(["form", "google-ads", "standard-webhooks", "svix", "typeform"])(
    "are read or said to be unreadable by %s, never thrown at",
    async (provider) => {
      const shaped = fc.jsonValue().map((value) =>
        JSON.stringify({
          email: value,
          data: value,
          user_column_data: [value, { column_id: value, string_value: value }],
          form_response: {
            answers: [value, { type: value, field: { ref: value } }],
            hidden: value,
            definition: { fields: [value] },
          },
        }),
      );
      const contentType = fc.constantFrom(
        "application/json",
        "text/plain",
        urlencoded,
        "multipart/form-data; boundary=x",
        "",
      );
      await fc.assert(
        fc.asyncProperty(fc.oneof(fc.uint8Array(), fc.string(), fc.json(), shaped), contentType, async (body, type) => {
          const bytes = Buffer.from(body as string);
          const read = await leadIn(provider, bytes, { contentType: type });
          if ("unreadable" in read) expect(read.unreadable).not.toBe("");
          else await normalise(read.fields, {});
          idOf(provider, { headers: {}, body: bytes });
          authenticate(provider, { headers: {}, body: bytes }, { secret: "s", key: "k" }, 0);
        }),
        { numRuns: 200 },
      );
    },
  );
});

describe("authentication", () => {
  const request = {
    headers: { authorization: `Basic ${Buffer.from("user:pä:ss").toString("base64")}`, "x-key": "k" },
    body: Buffer.from("{}"),
  };

  test("everything that the agreement names must hold", () => {
    const judged = (secrets: object, token?: string) =>
      authenticate("form", { ...request, ...(token && { token }) }, secrets, 0);
    expect(judged({ token: "t" }, "t")).toBe("authentic");
    expect(judged({ token: "t" }, "T")).toBe("forged");
    expect(judged({ token: "t" })).toBe("forged");
    expect(judged({ basic: "user:pä:ss" })).toBe("authentic");
    expect(judged({ basic: "user:other" })).toBe("forged");
    expect(judged({ token: "t", basic: "user:pä:ss", header: { name: "x-key", value: "k" } }, "t")).toBe("authentic");
    expect(judged({ token: "t", basic: "user:pä:ss", header: { name: "x-key", value: "l" } }, "t")).toBe("forged");
  });

  test("a signed source with a token needs both", () => {
    const body = Buffer.from("{}");
    const headers = { "typeform-signature": `sha256=${createHmac("sha256", "s").update(body).digest("base64")}` };
    const secrets = { secret: "s", token: "t" };
    expect(authenticate("typeform", { headers, body, token: "t" }, secrets, 0)).toBe("authentic");
    expect(authenticate("typeform", { headers, body, token: "x" }, secrets, 0)).toBe("forged");
    expect(authenticate("typeform", { headers: {}, body, token: "t" }, secrets, 0)).toBe("forged");
  });

  test("Google's key may be spelt either way, and is compared as it is", () => {
    const judged = (body: object) =>
      authenticate("google-ads", { headers: {}, body: Buffer.from(JSON.stringify(body)) }, { key: "k1" }, 0);
    expect(judged({ google_key: "k1" })).toBe("authentic");
    expect(judged({ Google_key: "k1" })).toBe("authentic");
    expect(judged({ google_key: "K1" })).toBe("forged");
    expect(judged({ google_key: ["k1"] })).toBe("forged");
    expect(judged({})).toBe("forged");
  });

  test("a secret without value lets nobody in", () => {
    expect(secretsOf({ token: "A", basic: "B" }, { A: "a" })).toBeUndefined();
    expect(secretsOf({ token: "A" }, { A: "" })).toBeUndefined();
    expect(secretsOf({}, { A: "a" })).toBeUndefined();
    expect(secretsOf({ header: { name: "X-Key", secret: "A" } }, { A: "a" })).toEqual({
      header: { name: "x-key", value: "a" },
    });
  });

  test("Google reads what it demands", () => {
    expect(answersOf("google-ads").accepted).toEqual({});
    expect(answersOf("google-ads").refused?.("why")).toEqual({ message: "why" });
    expect(answersOf("form")).toEqual({});
  });
});

describe("a delivery without id of its own", () => {
  test("is known by its content", () => {
    const body = Buffer.from("{}");
    for (const provider of ["form", "google-ads", "typeform", "standard-webhooks"] as const) {
      expect(idOf(provider, { headers: {}, body })).toBeUndefined();
    }
  });
});

describe("what Baton sends to itself as a provider", () => {
  const secret = `whsec_${Buffer.alloc(24, 7).toString("base64")}`;
  const lead = { email: "jo@acme.example", name: "Jo Doe", company: "ACME", country: "DE" };
  test.each<[Provider, object]>([
    ["form", { token: "t", basic: "user:pass" }],
    ["google-ads", { key: "k" }],
    ["standard-webhooks", { secret }],
    ["svix", { secret }],
    ["typeform", { secret: "s" }],
  ])("%s: is authentic, reads back, and is another delivery each time", async (provider, secrets) => {
    const now = Date.parse("2026-11-24T09:00:00Z");
    const request = (): HookRequest => {
      const { headers, body } = compose(provider, { lead, secrets, now });
      return { headers, body: Buffer.from(body), token: "t" };
    };
    const [one, two] = [request(), request()];
    expect(authenticate(provider, one, secrets, now)).toBe("authentic");
    expect(await fieldsIn(provider, one.body)).toMatchObject(lead);
    if (provider !== "form") expect(idOf(provider, one)).not.toBe(idOf(provider, two));
  });
});
