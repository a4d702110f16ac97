import { describe, expect, test } from "vitest";
import { readAccountFile } from "../../../../packages/core/src/ownership/file.ts";

const read = (text: string) => readAccountFile(Buffer.from(text));
const row = (line: number, of: string, owner?: string, says: object = {}) => ({ line, of, owner, says });

describe("a CSV file of owners", () => {
  test.each([
    ["commas", "domain,owner\nacme.com,ben\n"],
    ["semicolons", "domain;owner\nacme.com;ben\n"],
    ["tabs", "domain\towner\nacme.com\tben\n"],
    ["Windows' line ends", "domain,owner\r\nacme.com,ben\r\n"],
    ["old line ends", "domain,owner\racme.com,ben"],
    ["a byte order mark", "\ufeffdomain,owner\nacme.com,ben"],
    ["quotes", '"domain","owner"\n"acme.com","ben"'],
    ["blanks around cells", " domain , owner\n acme.com , ben \n"],
    ["more columns than are needed", "name,domain,phone,owner\nAcme,acme.com,1,ben"],
    ["a CRM's names of columns", "Account Name,Website,Account Owner\nAcme,acme.com,ben"],
    ["underscores in them", "ACCOUNT,owner_email\nacme.com,ben"],
  ])("may have %s", (_, text) => {
    expect(read(text)).toEqual({ rows: [row(2, "acme.com", "ben")], problems: [] });
  });

  test("may say what else there is to say of a company, by columns of these names, and of its declared fields", () => {
    const text = "domain,Tier,CSM,account.industry,Notes\nacme.com,Gold,mia,,x";
    expect(read(text).rows).toEqual([
      row(2, "acme.com", undefined, { csm: "mia", tier: "Gold", fields: { industry: "" } }),
    ]);
  });

  test("may be written in UTF-16 or by Excel on Windows", () => {
    const text = "domain;owner\nacme.com;Chloé";
    const rows = [row(2, "acme.com", "Chloé")];
    expect(readAccountFile(Buffer.from(`\ufeff${text}`, "utf16le")).rows).toEqual(rows);
    expect(readAccountFile(Buffer.from(text, "latin1")).rows).toEqual(rows);
    expect(readAccountFile(Buffer.from(text)).rows).toEqual(rows);
  });

  test("keeps the file's line numbers across empty lines and quoted line breaks", () => {
    const text =
      'note,domain,owner\r\n"two\r\nlines",a.com,x\r\n\r\n"three\n\nlines",b.com,"y"\r\n,,\r\nplain,c.com,z\r\n';
    expect(read(text).rows).toEqual([row(2, "a.com", "x"), row(5, "b.com", "y"), row(9, "c.com", "z")]);
  });

  test("takes quotation marks inside cells as they are", () => {
    expect(read('name,domain,owner\nAcme "The" Co,a.com,x\n"Say ""hi""",b.com,"y, z"\n').rows).toEqual([
      row(2, "a.com", "x"),
      row(3, "b.com", "y, z"),
    ]);
  });

  test("tells a column without owner from a cell without one", () => {
    expect(read("domain\nacme.com").rows).toEqual([row(2, "acme.com", undefined)]);
    expect(read("domain,owner\nacme.com,\nother.com").rows).toEqual([row(2, "acme.com", ""), row(3, "other.com", "")]);
  });

  test("prefers the owner's e-mail address to their name, and the domain to the website, where both are given", () => {
    const text =
      "Website,Domain,Account Owner,Owner Email\nhttps://a.com,b.com,Ben,ben@acme.example\nhttps://a.com,,Ben,";
    expect(read(text).rows).toEqual([row(2, "b.com", "ben@acme.example"), row(3, "https://a.com", "Ben")]);
  });

  test("is about both where a line has a domain and an e-mail address", () => {
    expect(read("email,domain,owner\njane@b.com,a.com,ben").rows).toEqual([
      row(2, "a.com", "ben"),
      row(2, "jane@b.com", "ben"),
    ]);
  });

  test("says which lines have neither", () => {
    expect(read("email,domain,owner\n,,ben\na@b.com,,ben").problems).toEqual([
      { line: 2, message: expect.stringContaining("neither") },
    ]);
  });

  test.each(["", "\n\n", "acme.com,ben\n", "name,owner\nAcme,ben", "owner\nben"])("needs its header: %j", (text) => {
    expect(read(text)).toEqual({ rows: [], problems: [{ line: 1, message: expect.stringContaining("header") }] });
  });

  test("says where a quotation mark begins that never ends, and keeps what comes before", () => {
    expect(read('domain,owner\na.com,x\n"b.com,y\nc.com,z\n')).toEqual({
      rows: [row(2, "a.com", "x")],
      problems: [{ line: 3, message: expect.stringContaining("never closed") }],
    });
  });

  test("may have a hundred thousand lines", () => {
    const lines = Array.from({ length: 100_000 }, (_, i) => `company-${i}.com,"ben"`);
    const { rows } = read(["domain,owner", ...lines].join("\n"));
    expect(rows).toHaveLength(100_000);
    expect(rows.at(-1)).toEqual(row(100_001, "company-99999.com", "ben"));
  });
});
