import { describe, expect, test } from "vitest";
import { idOf, leadIn, reading, request } from "../../helpers/sent/webhooks.ts";

const urlencoded = "application/x-www-form-urlencoded";
type Options = Parameters<typeof leadIn>[2];
const fieldsIn = async (name: Parameters<typeof leadIn>[0], body: object | string, options: Options = {}) => {
  const read = await leadIn(name, typeof body === "string" ? body : JSON.stringify(body), options);
  if ("unreadable" in read) throw new Error(read.unreadable);
  return read.fields;
};

describe("typeform", () => {
  const answer = (type: string, value: unknown, ref: string) => ({ type, [type]: value, field: { id: ref, ref } });
  const partial = (answers: object[], more: object = {}) => ({
    event_id: "e1",
    event_type: "form_response_partial",
    form_response: { form_id: "F1", token: "T1", definition: { title: "Demo" }, answers, ...more },
  });

  test("a form left unfinished by somebody known is something they did, never a lead", async () => {
    const body = partial([answer("email", "jo@acme.example", "email"), answer("number", 25, "seats")], {
      hidden: { utm_source: "google" },
      submitted_at: "2026-11-24T09:00:00Z",
    });
    expect(await reading("typeform", JSON.stringify(body))).toEqual({
      found: [
        {
          kind: "touch",
          touch: "form",
          label: "Started the form Demo",
          at: "2026-11-24T09:00:00Z",
          who: { email: "jo@acme.example" },
          facts: { seats: 25, "utm.source": "google", form: "F1" },
          key: "partial:T1",
        },
      ],
    });
  });

  test("one left unfinished by nobody known is ignored, and no form's own id is taken by it", async () => {
    const body = JSON.stringify(partial([answer("text", "Jo", "first_name")]));
    expect(await reading("typeform", body)).toMatchObject({ found: [{ kind: "ignored" }] });
    expect(await idOf("typeform", request({ body }))).toBe("partial:e1");
    expect(await idOf("typeform", request({ body: body.replace("_partial", "") }))).toBe("T1");
  });

  test("what is asked for as an e-mail or a phone is one, unless another answer is named so", async () => {
    const response = (...answers: object[]) => ({ form_response: { answers } });
    const [contact, boss] = [
      answer("email", "jo@acme.example", "contact"),
      answer("email", "boss@acme.example", "boss"),
    ];
    expect(await fieldsIn("typeform", response(contact, answer("phone_number", "+4930123", "reach")))).toEqual({
      email: "jo@acme.example",
      phone: "+4930123",
    });
    expect(await fieldsIn("typeform", response(boss, { ...contact, field: { ref: "email" } }))).toEqual({
      email: "jo@acme.example",
      boss: "boss@acme.example",
    });
    expect(await fieldsIn("typeform", response(boss, contact), { fields: { contact: "email" } })).toEqual({
      email: "jo@acme.example",
      boss: "boss@acme.example",
    });
  });
});

describe("tally", () => {
  const response = (...fields: object[]) => ({ eventType: "FORM_RESPONSE", data: { submissionId: "s1", fields } });
  const email = { key: "q1", label: "Adresse", type: "INPUT_EMAIL", value: "jo@acme.example" };

  test("a question in any language is an e-mail where its type says so", async () => {
    expect(await fieldsIn("tally", response(email))).toEqual({ email: "jo@acme.example" });
  });

  test("a question may be mapped by its key, which survives a rewording", async () => {
    const other = { key: "q2", label: "Wie viele?", type: "INPUT_NUMBER", value: 25 };
    expect(await fieldsIn("tally", response(email, other), { fields: { q2: "employees" } })).toMatchObject({
      employees: 25,
    });
  });

  test("matrices, files, other options and a choice of one are what they say", async () => {
    const fields = await fieldsIn(
      "tally",
      response(
        email,
        {
          key: "q3",
          label: "Rate",
          type: "MATRIX",
          value: { r1: ["c1"], r2: ["c2", "c9"] },
          rows: [
            { id: "r1", text: "Speed" },
            { id: "r2", text: "Price" },
          ],
          columns: [
            { id: "c1", text: "Good" },
            { id: "c2", text: "Bad" },
          ],
        },
        {
          key: "q4",
          label: "Brief",
          type: "FILE_UPLOAD",
          value: [{ id: "f", name: "a.pdf", url: "https://t.example/a" }],
        },
        { key: "q5", label: "Size", type: "DROPDOWN", value: ["o1", "Huge"], options: [{ id: "o1", text: "Small" }] },
        { key: "q6", label: "Agreed", type: "CHECKBOXES", value: true },
      ),
    );
    expect(fields).toEqual({
      email: "jo@acme.example",
      Rate: ["Speed: Good", "Price: Bad, c9"],
      Brief: ["https://t.example/a"],
      Size: ["Small", "Huge"],
      Agreed: true,
    });
  });

  test("another event is ignored, and one without fields unreadable", async () => {
    expect(await reading("tally", '{"eventType": "FORM_VIEWED"}')).toMatchObject({ found: [{ kind: "ignored" }] });
    expect(await reading("tally", '{"data": {}}')).toHaveProperty("unreadable");
  });
});

describe("jotform", () => {
  const posted = (answers: object, more: Record<string, string> = {}) =>
    new URLSearchParams({
      formID: "1",
      submissionID: "6081234567890123456",
      rawRequest: JSON.stringify(answers),
      ...more,
    }).toString();
  const read = (answers: object, options: Options = {}, more: Record<string, string> = {}) =>
    fieldsIn("jotform", posted(answers, more), { contentType: urlencoded, ...options });
  const email = { q4_email: "jo@acme.example" };

  test("structures are what they mean", async () => {
    expect(
      await read({
        ...email,
        q3_fullName: { prefix: "Dr.", first: "Jo", middle: "A.", last: "Doe" },
        q5_phone: { area: "415", phone: "555-0134" },
        q6_when: { year: "2026", month: "10", day: "05", hour: "08", min: "30", ampm: "AM" },
        q7_address: { addr_line1: "1 Main St", city: "Berlin", postal: "10115", country: "Germany" },
        q8_table: { a: { b: 1 } },
      }),
    ).toEqual({
      email: "jo@acme.example",
      name: "Dr. Jo A. Doe",
      firstName: "Jo",
      lastName: "Doe",
      phone: "(415) 555-0134",
      when: "2026-10-05 08:30 AM",
      address: "1 Main St, Berlin, 10115, Germany",
      country: "Germany",
      table: { a: { b: 1 } },
      form: "1",
    });
  });

  test("a question may be mapped with its number or without, and a structure is a text then", async () => {
    const answers = { ...email, q3_who: { first: "Jo", last: "Doe" }, q9_size: "25" };
    expect(await read(answers, { fields: { q9_size: "employees", who: "contactPerson" } })).toMatchObject({
      employees: "25",
      contactPerson: "Jo Doe",
    });
  });

  test("a preview is a test, wherever it is marked", async () => {
    const isTest = async (answers: object, more: Record<string, string> = {}) =>
      leadIn("jotform", posted(answers, more), { contentType: urlencoded });
    expect(await isTest(email, { preview: "true" })).toMatchObject({ test: true });
    expect(await isTest({ ...email, preview: "1" })).toMatchObject({ test: true });
    expect(await isTest({ ...email, preview: "false" })).not.toHaveProperty("test");
  });

  test("the webhook's own address, which holds the token, is not kept", async () => {
    const fields = await read(email, {}, { webhookURL: "https://hooks.example.com/jotform/secret", formTitle: "T" });
    expect(JSON.stringify(fields)).not.toContain("secret");
    expect(fields).toHaveProperty("formTitle", "T");
  });

  test("without rawRequest it is unreadable", async () => {
    expect(await leadIn("jotform", "formID=1&submissionID=2", { contentType: urlencoded })).toHaveProperty(
      "unreadable",
    );
  });

  test("an answer that looks like a part of the form is not taken for the submission's id", async () => {
    const boundary = "XX";
    const part = (name: string, value: string) =>
      `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
    const body = `${part("formTitle", 'x name="submissionID"\r\n\r\n1')}${part("submissionID", "6081234567890123456")}--${boundary}--\r\n`;
    const headers = { "content-type": `multipart/form-data; boundary="${boundary}"` };
    expect(await idOf("jotform", request({ headers, body }))).toBe("6081234567890123456");
  });
});

describe("webflow", () => {
  test("another trigger is ignored, and the first version's shape unreadable", async () => {
    expect(await reading("webflow", '{"triggerType": "site_publish", "payload": {}}')).toMatchObject({
      found: [{ kind: "ignored" }],
    });
    expect(await reading("webflow", '{"name": "x", "data": {"email": "a@b.example"}}')).toHaveProperty("unreadable");
  });
});

describe("netlify", () => {
  test("a field is known by its title where its name says nothing", async () => {
    const body = {
      data: { field1: "jo@acme.example", field2: "ACME" },
      ordered_human_fields: [
        { name: "field1", title: "Email", value: "jo@acme.example" },
        { name: "field3", title: "Field3", value: "left out of data" },
      ],
    };
    expect(await fieldsIn("netlify", body)).toEqual({
      email: "jo@acme.example",
      field2: "ACME",
      field3: "left out of data",
    });
  });

  test("its own guess at the e-mail counts where we made none", async () => {
    expect(await fieldsIn("netlify", { email: "jo@acme.example", data: { adresse: "jo@acme.example" } })).toEqual({
      adresse: "jo@acme.example",
      email: "jo@acme.example",
    });
  });
});

describe("formspree", () => {
  test("the address to reply to is the e-mail, unless there is one", async () => {
    expect(await fieldsIn("formspree", { submission: { _replyto: "jo@acme.example" } })).toEqual({
      email: "jo@acme.example",
    });
    expect(await fieldsIn("formspree", { submission: { _replyto: "a@b.example", email: "jo@acme.example" } })).toEqual({
      email: "jo@acme.example",
      _replyto: "a@b.example",
    });
  });
});

describe("gravity-forms", () => {
  test("names chosen in the feed need no mapping, and a form is as good as JSON", async () => {
    const body = "id=7&form_id=3&Email=jo%40acme.example&4.1=yes";
    expect(await fieldsIn("gravity-forms", body, { contentType: urlencoded })).toEqual({
      email: "jo@acme.example",
      form: "3",
      "4.1": "yes",
    });
    expect(await idOf("gravity-forms", request({ body }))).toBe("3:7");
  });
});

describe("wpforms", () => {
  test("an entry is known by form and id, and one that was not stored by its content", async () => {
    const id = (body: string) => idOf("wpforms", request({ body }));
    expect(await id('{"form_id": 3, "entry_id": 55}')).toBe("3:55");
    expect(await id("entry_id=55")).toBe("55");
    expect(await id('{"entry_id": 0}')).toBeUndefined();
    expect(await id('{"entry_id": "{entry_id}"}')).toBeUndefined();
  });
});

describe("elementor", () => {
  const read = (pairs: Record<string, string>, options: Options = {}) =>
    fieldsIn("elementor", new URLSearchParams(pairs).toString(), { contentType: urlencoded, ...options });

  test("a generated id gives way to the title, and a title that says nothing to the type", async () => {
    expect(
      await read({
        "fields[field_1a2b3c][id]": "field_1a2b3c",
        "fields[field_1a2b3c][title]": "Company Size",
        "fields[field_1a2b3c][value]": "25",
        "fields[field_9][id]": "field_9",
        "fields[field_9][title]": "Adresse",
        "fields[field_9][type]": "email",
        "fields[field_9][value]": "jo@acme.example",
        "fields[topic][id]": "topic",
        "fields[topic][title]": "Worum geht es?",
        "fields[topic][raw_value]": "Demo",
        "meta[credit][value]": "Powered by Elementor",
        "meta[remote_ip][value]": "203.0.113.5",
      }),
    ).toEqual({ "Company Size": "25", email: "jo@acme.example", topic: "Demo", remote_ip: "203.0.113.5" });
  });

  test("without advanced data, labels are names", async () => {
    expect(
      await read({
        Name: "Renée",
        Email: "renee@example.fr",
        "Page URL": "https://wp.example/?gclid=G",
        form_id: "a1",
        "Powered by": "Elementor",
      }),
    ).toEqual({
      name: "Renée",
      email: "renee@example.fr",
      page: "https://wp.example/?gclid=G",
      form: "a1",
      "clickId.gclid": "G",
    });
  });

  test("the same as JSON is the same", async () => {
    const fields = { email: { id: "email", value: "renee@example.fr" } };
    const meta = { page_url: { title: "Page URL", value: "https://wp.example/" } };
    const body = { form: { id: "a1", name: "Contact" }, fields, meta };
    const expected = { email: "renee@example.fr", form: "a1", form_name: "Contact", page: "https://wp.example/" };
    expect(await fieldsIn("elementor", body)).toEqual(expected);
    expect(await fieldsIn("elementor", { ...body, fields: Object.values(fields) })).toEqual(expected);
  });
});

describe("unbounce", () => {
  const read = (data: string, more: Record<string, string> = {}) =>
    leadIn("unbounce", new URLSearchParams({ "data.json": data, ...more }).toString(), { contentType: urlencoded });

  test("several values stay a list, and what data.xml repeats is left out", async () => {
    expect(
      await read('{"email": ["a@b.example"], "topic": ["x", "y"]}', { "data.xml": "<xml/>", page_url: "/?gclid=G" }),
    ).toEqual({
      fields: { email: "a@b.example", topic: ["x", "y"], page: "/?gclid=G", "clickId.gclid": "G" },
    });
  });

  test("a time that is none is kept as it came", async () => {
    expect(await read('{"email": ["a@b.example"], "date_submitted": ["soon"], "time_submitted": ["8"]}')).toEqual({
      fields: { email: "a@b.example", date_submitted: "soon", time_submitted: "8" },
    });
  });

  test("data that is no JSON is unreadable, and why is said", async () => {
    expect(await read("{broken")).toEqual({ unreadable: expect.stringContaining("data.json") as unknown });
    expect(await read("[1]")).toHaveProperty("unreadable");
  });
});
