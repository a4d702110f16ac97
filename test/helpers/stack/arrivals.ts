import type { WholeLead } from "@baton/core/views";
import { expect } from "vitest";
import { formJson, type Post, person, send } from "../sent/deliveries.ts";
import { heard, type Mail, tokenIn } from "./inbox.ts";
import { type Baton, secrets } from "./stack.ts";

/** Finds the one lead of a person by name. */
export async function leadNamed(baton: Baton, name: string): Promise<WholeLead> {
  const found = await leadsNamed(baton, name);
  expect(found, `leads of ${name}`).toHaveLength(1);
  return baton.lead(found[0]!.id);
}

/** All leads of a person, from the whole list. */
export async function leadsNamed(baton: Baton, name: string): Promise<{ id: string; owner: string | null }[]> {
  return (await allLeads(baton)).filter((lead) => lead.name === name);
}

/** The whole list of leads, page by page. */
export async function allLeads(
  baton: Baton,
  query = "",
): Promise<{ id: string; name: string; owner: string | null; team: string | null; rule: string | null }[]> {
  const leads: { id: string; name: string; owner: string | null; team: string | null; rule: string | null }[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const { status, json } = await baton.api(`/leads?limit=100${query}${cursor && `&cursor=${cursor}`}`);
    expect(status).toBe(200);
    leads.push(...json.leads);
    cursor = json.next;
  }
  return leads;
}

/** Somebody who asked for a demo, whose hand-over mail has arrived. */
export interface Arrived {
  id: string;
  name: string;
  owner: string;
  /** The one of the enterprise team who did not get it. */
  other: string;
  /** The owner's, from the hand-over mail. */
  token: string;
  lead(): Promise<WholeLead>;
  mails(): Promise<Mail[]>;
  /** `kind → whom` of every mail about this lead so far. */
  heard(): Promise<string[]>;
  /** The token in the latest mail to somebody about this lead. */
  tokenOf(person: string): Promise<string>;
}

/** Somebody who can be reached asks by the form `web`; answers the lead's id, once all that follows is done. */
export async function arriveByWeb(baton: Baton, name: string): Promise<string> {
  const id = name.toLowerCase();
  const { status } = await baton.fetch(`/hooks/web/${secrets.WEBSITE_TOKEN}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name, email: `${id}@co-${id}.example`, phone: "+41446681800" }),
  });
  expect(status).toBe(200);
  await baton.advance("0s");
  return (await leadNamed(baton, name)).id;
}

/** Local part of somebody's mail address. */
export const mailName = (id: string): string => id.normalize("NFD").replace(/[^a-z]/g, "");

/** Sends a form of somebody for the enterprise team and waits for the hand-over. */
export async function arrive(
  baton: Baton,
  changes: Record<string, unknown> = {},
  as: (fields: Record<string, unknown>) => Post = formJson,
): Promise<Arrived> {
  const fields = person(changes);
  const response = await send(baton, as(fields));
  expect(response.status).toBe(200);
  await baton.advance("0s");
  const { id, owner } = await leadNamed(baton, fields.name);
  expect(["chloé", "ben"]).toContain(owner);
  const mails = () => baton.inbox.about(fields.name);
  const [handOver, ...more] = await mails();
  expect(more).toEqual([]);
  return {
    id,
    name: fields.name,
    owner: owner!,
    other: owner === "ben" ? "chloé" : "ben",
    token: tokenIn(handOver!),
    lead: () => baton.lead(id),
    mails,
    heard: async () => heard(await mails()),
    async tokenOf(of) {
      const latest = (await mails()).findLast(({ to }) => to.startsWith(`${mailName(of)}@`));
      expect(latest, `a mail to ${of}`).toBeDefined();
      return tokenIn(latest!);
    },
  };
}
