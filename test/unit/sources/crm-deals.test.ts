import type { Fetched, Found, Reference } from "@baton/core/delivery";
import { describe, expect, test } from "vitest";
import { api, expectNeverThrows, fetched, foundIn, only } from "../../helpers/sent/crm.ts";

const crm = { crm: true };
const foundBy = (result: Fetched): Found[] => {
  if ("problem" in result) throw new Error(result.message);
  return result.found;
};
const reasonOf = (found: Found[]): string => only("ignored", found).reason;

describe("hubspot, where sales works", () => {
  const at = "2026-10-05T08:00:00.000Z";
  const change = {
    subscriptionType: "deal.propertyChange",
    objectId: 9,
    propertyName: "dealstage",
    propertyValue: "closedwon",
    occurredAt: Date.parse(at),
    changeSource: "CRM_UI",
  };
  const reference: Reference = {
    kind: "reference",
    type: "deals",
    id: `9#${at}`,
    lead: false,
    at,
    fields: { deal: "9" },
  };
  const contact = { id: "7", properties: { email: "jo@acme.example", firstname: "Jo", hubspot_owner_id: "5" } };
  const answers = (properties: object, contacts = [{ id: "7" }]) =>
    api({
      "/crm/v3/objects/deals/9": { id: "9", properties, associations: { contacts: { results: contacts } } },
      "/crm/v3/objects/contacts/7": contact,
      "/crm/v3/owners/5": { id: "5", email: "ana@baton.example" },
    });

  test("a deal that is made or changed is asked for as it is, in its old and its generic form", async () => {
    const by = { ...reference, fields: { deal: "9", changeSource: "CRM_UI" } };
    expect(await foundIn("hubspot", [change], crm)).toEqual([by]);
    const made = { subscriptionType: "object.creation", objectTypeId: "0-3", objectId: 9, occurredAt: Date.parse(at) };
    expect(await foundIn("hubspot", [made], crm)).toEqual([reference]);
    expect(reasonOf(await foundIn("hubspot", [change]))).toContain("neither");
    expect(reasonOf(await foundIn("hubspot", [{ ...change, propertyName: "dealname" }], crm))).toContain("neither");
  });

  test.each([
    [{ hs_is_closed: "true", hs_is_closed_won: "true" }, "won"],
    [{ hs_is_closed: "true", hs_is_closed_won: "false" }, "lost"],
    [{}, "open"],
  ])("a deal of which %j is told is %s, with its person, amount and owner", async (properties, state) => {
    const given = {
      ...properties,
      amount: "1200.50",
      deal_currency_code: "EUR",
      dealstage: "s1",
      hubspot_owner_id: "5",
    };
    expect(foundBy(await fetched("hubspot", reference, answers(given)))).toEqual([
      {
        kind: "deal",
        said: { deal: "9", state, at, person: { email: "jo@acme.example" }, amount: "1200.50", currency: "EUR" },
        crm: { stage: "s1", by: "ana@baton.example", who: { email: "jo@acme.example", name: "Jo" } },
      },
    ]);
  });

  test("a deal says when it was made, and whether it was changed by no human; an owner who cannot be told now is asked for later", async () => {
    const made = "2026-01-05T08:00:00.000Z";
    const changed = { ...reference, fields: { deal: "9", changeSource: "WORKFLOWS" } };
    const [found] = foundBy(await fetched("hubspot", changed, answers({ createdate: made })));
    expect(found).toMatchObject({ crm: { opened: made, automatic: true } });
    const busy = api({ "/crm/v3/objects/deals/9": { properties: { hubspot_owner_id: "5" } }, "/crm/v3/owners/5": 503 });
    expect(await fetched("hubspot", reference, busy)).toMatchObject({ problem: "later" });
  });

  test("a deal with nobody says so by having no person, and what cannot be asked is asked later", async () => {
    expect(only("deal", foundBy(await fetched("hubspot", reference, answers({}, [])))).said).toEqual({
      deal: "9",
      state: "open",
      at,
    });
    const busy = api({
      "/crm/v3/objects/deals/9": { properties: {}, associations: { contacts: { results: [{ id: "7" }] } } },
      "/crm/v3/objects/contacts/7": 503,
    });
    expect(await fetched("hubspot", reference, busy)).toMatchObject({ problem: "later" });
  });

  test("a contact that a colleague types is theirs, and asks for nothing", async () => {
    const typed = { subscriptionType: "contact.creation", objectId: 7, changeSource: "CRM_UI", occurredAt: 1 };
    const made = only("reference", await foundIn("hubspot", [typed], crm));
    expect(made).toMatchObject({ type: "made", lead: false });
    expect(foundBy(await fetched("hubspot", made, answers({})))).toEqual([
      { kind: "made", fields: { email: "jo@acme.example", firstName: "Jo" }, by: "ana@baton.example", key: "7" },
    ]);
    expect(reasonOf(await foundIn("hubspot", [typed]))).toContain("did not ask");
  });
});

describe("salesforce, where sales works", () => {
  const told = (type: string, fields: Record<string, string>) =>
    foundIn(
      "salesforce",
      `<Envelope><Body><notifications><Notification><Id>04l</Id><sObject xsi:type="sf:${type}" xmlns:xsi="x">${Object.entries(
        fields,
      )
        .map(([name, value]) => `<sf:${name}>${value}</sf:${name}>`)
        .join("")}</sObject></Notification></notifications></Body></Envelope>`,
      crm,
    );
  const at = "2026-10-05T08:59:58.000Z";
  const opportunity = { Id: "006A", LastModifiedDate: at, StageName: "Proposal", Owner_Email__c: "ana@baton.example" };

  test.each([
    [{ IsClosed: "false", IsWon: "false" }, "open"],
    [{ IsClosed: "true", IsWon: "true" }, "won"],
    [{ IsClosed: "true", IsWon: "false" }, "lost"],
    [{ StageName: "Closed Won" }, "won"],
    [{ StageName: "Closed Lost" }, "lost"],
  ])("an opportunity of which %j is told is %s", async (fields, state) => {
    const [found] = await told("Opportunity", {
      ...opportunity,
      Amount: "500.0",
      CurrencyIsoCode: "CHF",
      Loss_Reason__c: "Price",
      ...fields,
    });
    expect(found).toEqual({
      kind: "deal",
      said: { deal: "006A", state, at, amount: "500.0", currency: "CHF" },
      crm: { stage: { ...opportunity, ...fields }.StageName, reason: "Price", by: "ana@baton.example" },
    });
  });

  test("a converted lead says whose opportunity it is", async () => {
    const lead = { Id: "00Q", Email: "jo@acme.example", CreatedDate: "2026-10-01T08:00:00Z", LastModifiedDate: at };
    const converted = { ...lead, Status: "Converted", IsConverted: "true", ConvertedOpportunityId: "006A" };
    expect(await told("Lead", converted)).toEqual([
      {
        kind: "deal",
        said: { deal: "006A", state: "open", at, person: { email: "jo@acme.example" } },
        crm: { who: { email: "jo@acme.example" }, names: true },
      },
    ]);
    expect(reasonOf(await told("Lead", { ...converted, Email: "" }))).toContain("add it");
  });

  test("a lead that its owner typed is theirs, and one of the web form is somebody who asks", async () => {
    const lead = { Id: "00Q", Email: "jo@acme.example", CreatedDate: at, LastModifiedDate: at, OwnerId: "005A" };
    const mine = { ...lead, CreatedById: "005A", Owner_Email__c: "ana@baton.example" };
    expect(only("made", await told("Lead", mine))).toMatchObject({ by: "ana@baton.example", key: "00Q" });
    only("lead", await told("Lead", { ...mine, LeadSource: "Web" }));
    only("lead", await told("Lead", { ...mine, Owner_Email__c: "" }));
    only("lead", await told("Lead", { ...lead, CreatedById: "005B" }));
    only("lead", await told("Lead", { ...mine, OwnerId: "00G", CreatedById: "00G" }));
  });

  test("what does not say when or how it stands is named with what is to be added", async () => {
    expect(reasonOf(await told("Opportunity", { Id: "006A", StageName: "Won" }))).toContain("LastModifiedDate");
    expect(reasonOf(await told("Opportunity", { Id: "006A", LastModifiedDate: at }))).toContain("StageName");
  });
});

describe("pipedrive, where sales works", () => {
  const timestamp = "2026-10-05T08:00:00.000Z";
  const event = (entity: string, action: string, data: object, previous: object | null = null, meta: object = {}) => ({
    meta: { entity, action, entity_id: "9", timestamp, correlation_id: "c", change_source: "app", ...meta },
    data: { id: 9, owner_id: 3, ...data },
    previous,
  });
  const deal = { status: "won", value: 1200.5, currency: "EUR", stage_id: 2, person_id: 7 };
  const answers = {
    "/api/v2/persons/7": { data: { id: 7, name: "Jo", emails: [{ value: "jo@acme.example", primary: true }] } },
    "/api/v1/users/3": { data: { id: 3, email: "ana@baton.example" } },
    "/api/v1/personFields": {
      data: [
        { key: "name" },
        {
          key: "label_ids",
          options: [
            { id: 11, label: "Hot" },
            { id: 12, label: "No fit" },
          ],
        },
      ],
    },
  };

  test("a deal that changes is asked for its person and owner", async () => {
    const reference = only("reference", await foundIn("pipedrive", event("deal", "change", deal), crm));
    expect(foundBy(await fetched("pipedrive", reference, api(answers)))).toEqual([
      {
        kind: "deal",
        said: {
          deal: "9",
          state: "won",
          at: timestamp,
          amount: "1200.5",
          currency: "EUR",
          person: { email: "jo@acme.example" },
        },
        crm: { stage: "2", by: "ana@baton.example", who: { email: "jo@acme.example", name: "Jo" } },
      },
    ]);
    const lost = event("deal", "change", { ...deal, status: "lost", lost_reason: "Price", person_id: null });
    const alone = only("reference", await foundIn("pipedrive", lost, crm));
    const [found] = foundBy(await fetched("pipedrive", alone, api(answers)));
    expect(found).toMatchObject({ said: { state: "lost" }, crm: { reason: "Price" } });
    expect(
      reasonOf(await foundIn("pipedrive", event("deal", "change", { ...deal, status: "deleted" }), crm)),
    ).toContain("deleted");
    expect(reasonOf(await foundIn("pipedrive", event("deal", "change", deal)))).toContain("only activities");
  });

  const person = { name: "Jo", emails: [{ value: "jo@acme.example", primary: true }] };
  const who = { email: "jo@acme.example", name: "Jo" };

  test("a label that is put on a person is a status by its name, and one that is taken away says nothing", async () => {
    const labelled = event("person", "change", { ...person, label_ids: [11, 12] }, { label_ids: [11] });
    const reference = only("reference", await foundIn("pipedrive", labelled, crm));
    expect(foundBy(await fetched("pipedrive", reference, api(answers)))).toEqual([
      {
        kind: "status",
        status: "No fit",
        at: timestamp,
        who,
        by: "ana@baton.example",
        key: `9#${timestamp}#12`,
      },
    ]);
    const synced = event(
      "person",
      "change",
      { ...person, label_ids: [12] },
      { label_ids: [] },
      { change_source: "api" },
    );
    expect(reasonOf(await foundIn("pipedrive", synced, crm))).toContain("not by a colleague");
    const taken = event("person", "change", { ...person, label_ids: [] }, { label_ids: [11] });
    expect(reasonOf(await foundIn("pipedrive", taken, crm))).toContain("lost a label");
    const other = event("person", "change", person, { name: "Joe" });
    expect(reasonOf(await foundIn("pipedrive", other, crm))).toContain("no other label");
    const many = event("person", "change", { ...person, label_ids: [12] }, { label_ids: [] }, { is_bulk_edit: true });
    expect(reasonOf(await foundIn("pipedrive", many, crm))).toContain("together");
  });

  test("a person that a colleague makes is theirs, and one that came by the API is not", async () => {
    const made = only("reference", await foundIn("pipedrive", event("person", "create", person), crm));
    expect(foundBy(await fetched("pipedrive", made, api(answers)))).toEqual([
      { kind: "made", fields: who, key: "9", by: "ana@baton.example" },
    ]);
    const synced = event("person", "create", person, null, { change_source: "api" });
    expect(reasonOf(await foundIn("pipedrive", synced, crm))).toContain("not made by a colleague");
  });

  test("whatever comes is read", async () => {
    await expectNeverThrows("pipedrive", event("deal", "change", deal));
    await expectNeverThrows("pipedrive", event("person", "change", { ...person, label_ids: [12] }, { label_ids: [] }));
  });
});
