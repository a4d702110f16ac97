import type { NoticeBatch } from "@baton/core/ports";

/** Where items live in the one table. */

export const leadKey = (id: string) => ({ pk: `LEAD#${id}`, sk: "LEAD" });
/** The facts of one commit, by the revision that it made: padded, so that commits sort. */
export const factKey = (lead: string, revision: number) => ({
  pk: `LEAD#${lead}`,
  sk: `FACT#${String(revision).padStart(6, "0")}`,
});
export const LAST_REVISION = 999_999;
/** Of a batch of notices: those of it that were claimed. */
export const batchKey = ({ to, kind, minute }: NoticeBatch): string => `NOTICES#${to}#${kind}#${minute}`;
export const claimKey = (batch: NoticeBatch, notice: string) => ({ pk: batchKey(batch), sk: notice });
/** Who sends those of it that were put off, in a partition of its own: none of them. */
export const listKey = (batch: NoticeBatch) => ({ pk: `${batchKey(batch)}#list`, sk: "LIST" });
export const deliveryItemKey = (id: string) => ({ pk: `DELIVERY#${id}`, sk: "DELIVERY" });
export const chunkKey = (id: string, body: string, n: number) => ({ pk: `DELIVERY#${id}`, sk: `BODY#${body}#${n}` });
/** Questions about one thing, by whom they are to. */
export const asksKey = (subject: string): string => `ASKS#${subject}`;
export const askKey = (subject: string, person: string) => ({ pk: asksKey(subject), sk: person });
/** That somebody was asked about something. */
export const askedKey = (person: string, subject: string) => ({ pk: `ASKED#${person}`, sk: subject });
/** The numbers of a period that was closed. */
export const bookKey = (per: string, period: string) => ({ pk: `BOOKS#${per}`, sk: period });
export const roundKey = (id: string) => ({ pk: `ROUND#${id}`, sk: "ROUND" });
/** Surveys are few, and sort by their ids. */
export const surveysKey = "SURVEYS";
export const surveyKey = (id: string) => ({ pk: surveysKey, sk: id });
/** Campaigns that are described are few, and read together. */
export const campaignsKey = "CAMPAIGNS";
export const campaignKey = (id: string) => ({ pk: campaignsKey, sk: id });
/** What helps to sell is little, and read together. */
export const collateralKey = "COLLATERAL";
export const spendsKey = (campaign: string): string => `SPEND#${campaign}`;
export const spendKey = (campaign: string, from: string, to: string) => ({
  pk: spendsKey(campaign),
  sk: `${from}#${to}`,
});
/** A deal, or whose lead's it is. */
export const dealKey = (id: string) => ({ pk: `DEAL#${id}`, sk: "DEAL" });
export const personKey = (id: string) => ({ pk: `PERSON#${id}`, sk: "PERSON" });
export const touchKey = (person: string, touch: string) => ({ pk: `PERSON#${person}`, sk: `TOUCH#${touch}` });
/** How often a value that no rule names came by a source on a day, beside the source's own items, which are read together. */
export const unnamedKey = (source: string, day: string, field: string, value: string) => ({
  pk: `UNNAMED#${source}`,
  sk: `${day}#${field}#${value}`,
});
export const accountKey = (domain: string) => ({ pk: `ACCOUNT#${domain}`, sk: "ACCOUNT" });
/** Addresses that mail does not go to. */
export const mailboxKey = (address: string) => ({ pk: "MAILBOXES", sk: address });
/** That people were forgotten, by the keyed digest of their address. */
export const receiptKey = (address: string, id: string) => ({ pk: "FORGOTTEN", sk: `RECEIPT#${address}#${id}` });
/** What that digest is keyed with. */
export const receiptSecretKey = { pk: "FORGOTTEN", sk: "SECRET" };
/** That a clue leads to an item, by its place; and all clues that do, beside it. */
export const clueKey = (clue: string, place: string) => ({ pk: `CLUE#${clue}`, sk: place });
export const cluesKey = ({ pk, sk }: { pk: string; sk: string }) => ({ pk, sk: `CLUES#${sk}` });
/** What is in force; sorts after all versions, so that one query finds it and the newest of them. */
export const currentKey = { pk: "AGREEMENT", sk: "V~" };
/** What was proposed last, and what each proposal says, by its digest and when it was made. */
export const proposalKey = { pk: "PROPOSAL", sk: "PROPOSAL" };
export const proposalPieceKey = ({ digest, at }: { digest: string; at: string }, n: number) => ({
  pk: `PROPOSED#${digest}#${at}`,
  sk: String(n).padStart(3, "0"),
});
/** Where an earlier deployment has which version is active. */
export const formerKey = { pk: "AGREEMENT", sk: "ACTIVE" };
/** Up to which change of the roster open leads have followed the people. */
export const settledKey = { pk: "AGREEMENT", sk: "SETTLED" };
/** Padded, so that versions sort and the newest can be asked for. */
export const versionKey = (version: number) => ({ pk: "AGREEMENT", sk: `V#${String(version).padStart(8, "0")}` });
/** Of the pieces of a version that is too large for its own item; they are not in the list of versions. */
export const versionPieces = (version: number): string => `BODY#${String(version).padStart(8, "0")}#`;
export const versionPieceKey = (version: number, piece: number) => ({
  pk: "AGREEMENT",
  sk: `${versionPieces(version)}${String(piece).padStart(3, "0")}`,
});
/** Of the pieces of a table's rows, by their digest. */
export const tablePieces = (id: string): string => `TABLE#${id}`;
export const tablePieceKey = (id: string, piece: number) => ({
  pk: tablePieces(id),
  sk: `BODY#${String(piece).padStart(3, "0")}`,
});
export const turnsKey = (rotation: string) => ({ pk: `TURNS#${rotation}`, sk: "TURNS" });
/** Of somebody who has signed in. */
export const viewerKey = (person: string) => ({ pk: `VIEWER#${person}`, sk: "VIEWER" });
/** That something was used which may be used once, and how often something was tried. */
export const usedKey = (id: string) => ({ pk: `USED#${id}`, sk: "USED" });
export const attemptsKey = (key: string) => ({ pk: `ATTEMPTS#${key}`, sk: "ATTEMPTS" });
export const loadKey = (person: string) => ({ pk: `OWNER#${person}`, sk: "LOAD" });
/** Of a source: its days of counts, and its incidents, which sort after them. */
export const sourceKey = (source: string): string => `SOURCE#${source}`;
export const sourceDayKey = (source: string, day: string) => ({ pk: sourceKey(source), sk: `DAY#${day}` });
export const incidentKey = (source: string, kind: string) => ({ pk: sourceKey(source), sk: `INCIDENT#${kind}` });

/** Of the rows of a day: by time, over several partitions. */
export const rowsKey = (day: string, shard: number | string): string => `ROWS#${day}#${shard}`;
export const rowKey = (day: string, lead: string, key: string) => ({
  pk: rowsKey(day, shardOf(lead, ROW_SHARDS)),
  sk: key,
});
/** Days of reports with their numbers, by calendar month: a year is read in twelve queries. */
export const daysKey = (day: string): string => `DAY#${day.slice(0, 7)}`;
export const dayKey = (day: string) => ({ pk: daysKey(day), sk: day });
/** A piece of the numbers of a day; sorts after the day and before the next one. */
export const cubeKey = (day: string, piece: number) => ({
  pk: daysKey(day),
  sk: `${day}#${String(piece).padStart(3, "0")}`,
});

/** Each index is spread over this many partitions, so that no single one takes every lead's write; a list reads all of them. */
export const SHARDS = 16;
/** The rows of a day, which is read whole. */
export const ROW_SHARDS = 4;

export const shards: readonly string[] = Array.from({ length: SHARDS }, (_, n) => String(n));

/** Spreads ids evenly; ids end in random characters. */
export function shardOf(id: string, shards = SHARDS): string {
  return String((id.charCodeAt(id.length - 1) + id.charCodeAt(id.length - 2)) % shards);
}

export function dueAttributes(id: string, at: number | undefined): { dueShard?: string; due?: string } {
  return at === undefined ? {} : { dueShard: shardOf(id), due: new Date(at).toISOString() };
}

export const recentKey = (shard: string, requests = false): string => `${requests ? "REQUESTS" : "LEADS"}#${shard}`;
export const quarantineKey = "QUARANTINE";
export const ownerKey = (owner: string | null, closed: boolean, shard: string): string =>
  `${owner === null ? "" : `@${owner}`}#${closed ? "closed" : "open"}#${shard}`;
/** Of deals of no lead, by whose they may be, in the index of owners. */
export const dealsKey = (whose: string): string => `DEALS#${whose}`;
/** Of the people of a company, in the index of owners. */
export const companyKey = (domain: string): string => `COMPANY#${domain}`;
