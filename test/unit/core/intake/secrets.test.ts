import { withoutSecrets } from "@baton/core/delivery";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const shown = (body: string): string => Buffer.from(withoutSecrets(Buffer.from(body))).toString();

const names = [
  ...["google_key", "access_token", "auth_token", "api_key", "apiKey", "client_secret", "password", "sessionId"],
  ...[
    "page_access_token",
    "x-api-key",
    "privateKey",
    "user_password",
    "new-passphrase",
    "fields[token]",
    "user[password]",
  ],
];
/** Bodies in which something has a name and a value, in every notation that senders use. */
const notations: [string, (name: string, value: string) => string][] = [
  ["JSON", (name, value) => JSON.stringify({ lead_id: "1", [name]: value, city: "Köln" })],
  ["JSON over lines", (name, value) => JSON.stringify({ lead_id: "1", [name]: value, city: "Köln" }, null, 2)],
  ["JSON in JSON", (name, value) => JSON.stringify({ raw: JSON.stringify({ [name]: value, city: "Köln" }) })],
  ["a form", (name, value) => String(new URLSearchParams({ city: "Köln", [name]: value, email: "a@b.example" }))],
  ["JSON in a form", (name, value) => String(new URLSearchParams({ raw: JSON.stringify({ [name]: value }), x: "1" }))],
  [
    "a URL in JSON",
    (name, value) => JSON.stringify({ page: `https://x.example/?a=1&${name}=${encodeURIComponent(value)}#top` }),
  ],
  [
    "a form in several parts",
    (name, value) => `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n--b--\r\n`,
  ],
];

describe.each(notations)("in %s", (_, write) => {
  test("no value that is named like a secret is shown", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...names),
        fc.string({ minLength: 8, maxLength: 40, unit: fc.constantFrom(..."abcXYZ019-_.") }),
        (name, value) => {
          const body = write(name, value);
          expect(shown(body)).not.toContain(value);
          expect(shown(body).replaceAll("[secret]", "")).toBe(body.replaceAll(value, ""));
        },
      ),
    );
  });

  test("what is named otherwise is shown as it came", () => {
    const body = write("employees", "tokens and passwords: see below");
    expect(shown(body)).toBe(body);
  });
});

test.each([
  ["an ampersand in a form", "password=a%26S3CR3T%22b&city=Bonn", "password=[secret]&city=Bonn"],
  [
    "a space after the colon in a form",
    "raw=%7B%22auth_token%22%3A+%22S3CR3T%22%7D",
    "raw=%7B%22auth_token%22%3A+%22[secret]%22%7D",
  ],
  [
    "CDATA",
    "<Password><![CDATA[S3<CR3T]]></Password><City>Bonn</City>",
    "<Password>[secret]</Password><City>Bonn</City>",
  ],
  ["its name beside it", '{"name":"token","value":"S3CR3T","x":1}', '{"name":"token","value":"[secret]","x":1}'],
  [
    "a fragment",
    '{"page":"https://x.example/#access_token=S3CR3T&a=1"}',
    '{"page":"https://x.example/#access_token=[secret]&a=1"}',
  ],
  [
    "a quotation mark in it",
    String.raw`{"google_key":"ab\"cd\\","city":"Bonn"}`,
    '{"google_key":"[secret]","city":"Bonn"}',
  ],
  ["a number", '{"auth_token":12345,"city":"Bonn"}', '{"auth_token":"[secret]","city":"Bonn"}'],
  [
    "XML",
    "<n:SessionId>00D!abc</n:SessionId><City>Bonn</City>",
    "<n:SessionId>[secret]</n:SessionId><City>Bonn</City>",
  ],
  ["no end", '{"google_key":"abcdef', '{"google_key":"[secret]'],
])("a secret with %s is not shown", (_, body, expected) => {
  expect(shown(body)).toBe(expected);
});

test("what Typeform calls a token is the id of a response, and shown; one in a query is not", () => {
  const body = '{"form_response":{"token":"a1b2c3","hidden":{"page":"https://x.example/?token=S3CR3T"}}}';
  expect(shown(body)).toBe(body.replace("S3CR3T", "[secret]"));
});

test("bytes that are no text are shown as they came", () => {
  const body = Buffer.from(Array.from({ length: 512 }, (_, n) => n % 256));
  expect(Buffer.from(withoutSecrets(body))).toEqual(body);
});

test("a megabyte that is all names and quotes is read in time", () => {
  for (const part of [
    '"token":"',
    String.raw`\"token\":\"`,
    "token=",
    'name="token"\r\n',
    "<token>",
    "%22token%22%3A%22",
  ]) {
    const from = performance.now();
    shown(part.repeat(1_048_576 / part.length));
    expect(performance.now() - from).toBeLessThan(2_000);
  }
});
