import type { Current, Settled, Store, StoredAgreement, Version } from "@baton/core/ports";
import { emptyRoster, type Roster } from "@baton/core/rules";
import { type Proposal, proposalDueAt } from "@baton/core/signing";
import type { Dynamo } from "../call/index.ts";
import { packBody, unpackBody } from "./items/body.ts";
import { type Attributes, failedAs, held, marshall, refused, unmarshall } from "./table/client.ts";
import {
  currentKey,
  dueAttributes,
  formerKey,
  proposalKey,
  proposalPieceKey,
  settledKey,
  versionKey,
  versionPieceKey,
  versionPieces,
} from "./table/keys.ts";
import { query } from "./table/query.ts";
import { transact } from "./table/transact.ts";

type Agreements = Pick<
  Store,
  | "current"
  | "agreement"
  | "activeAgreement"
  | "currentAgreement"
  | "saveRoster"
  | "publish"
  | "renew"
  | "settled"
  | "settle"
  | "proposal"
  | "commitProposal"
  | "signVersion"
  | "versions"
  | "ping"
>;

/** What is in force, as stored: a version, and the version of the roster with its absences. */
interface CurrentItem {
  version: number;
  roster?: number;
  absences?: Roster["absences"];
}

export const currentOf = (item: Partial<CurrentItem> | undefined): Current => ({
  version: item?.version,
  roster: item?.roster === undefined ? emptyRoster : { version: item.roster, absences: item.absences ?? [] },
});

type Item = Omit<Version, "version"> & { sk: string };

/** A version is written in one transaction, which takes 4 MB. */
const MOST_PACKED = 3_500_000;

/** Everything but the contents of a version. */
const summary = [
  "sk",
  "appliedAt",
  "by",
  "why",
  "rollbackOf",
  "digest",
  "signatures",
  "unsigned",
  "changes",
] as const satisfies (keyof Item)[];

/**
 * One compressed JSON text: an agreement is read whole, and unmarshalling its hundreds of attributes would cost every cold start. Of
 * more than some thousand rules it is in several items.
 */
interface Packed {
  encoding: string;
  body?: Uint8Array;
}
type Contents = Pick<StoredAgreement, "agreement" | "text">;
/** As an item may hold them as well: neither compressed nor together. */
interface PlainContents {
  model: string;
  text: string;
}

/** Contents as they are stored; refused where a transaction would not take them. */
function packed(contents: Contents): ReturnType<typeof packBody> {
  const packed = packBody(Buffer.from(JSON.stringify(contents)));
  const { inline, chunks } = packed;
  const bytes = [...(inline ? [inline] : []), ...chunks].reduce((sum, { byteLength }) => sum + byteLength, 0);
  if (bytes > MOST_PACKED)
    throw refused(
      new Error(`The agreement has ${bytes} bytes when compressed, and ${MOST_PACKED} at most are stored.`),
    );
  return packed;
}

function readSummary({ sk, appliedAt, by, why, rollbackOf, digest, signatures, unsigned, changes }: Item): Version {
  return {
    version: Number(sk.slice(2)),
    appliedAt,
    ...(by !== undefined && { by }),
    ...(why !== undefined && { why }),
    ...(rollbackOf !== undefined && { rollbackOf }),
    ...(digest !== undefined && { digest }),
    ...(signatures && { signatures }),
    ...(unsigned !== undefined && { unsigned }),
    ...(changes && { changes }),
  };
}

export function agreements(client: Dynamo, TableName: string): Agreements {
  const current = async (): Promise<Current> => {
    const { Item } = await client.send("GetItem", { TableName, Key: marshall(currentKey), ConsistentRead: true });
    return currentOf(Item ? unmarshall<CurrentItem>(Item) : await adopted());
  };
  /** What an earlier deployment kept by another key is kept by this one from now on. */
  const adopted = async (): Promise<CurrentItem | undefined> => {
    const { Item } = await client.send("GetItem", { TableName, Key: marshall(formerKey), ConsistentRead: true });
    if (!Item) return undefined;
    const { version } = unmarshall<CurrentItem>(Item);
    try {
      await client.send("PutItem", {
        TableName,
        Item: marshall({ ...currentKey, version }),
        ConditionExpression: "attribute_not_exists(pk)",
      });
    } catch (error) {
      if (!failedAs(error, "ConditionalCheckFailedException")) throw error;
    }
    return { version };
  };
  const newest = async (): Promise<{ item: Attributes; roster: Roster } | undefined> => {
    const { Items = [] } = await client.send("Query", {
      TableName,
      KeyConditionExpression: "pk = :pk AND sk BETWEEN :first AND :current",
      ExpressionAttributeValues: marshall({ ":pk": currentKey.pk, ":first": "V#", ":current": currentKey.sk }),
      ScanIndexForward: false,
      Limit: 2,
      ConsistentRead: true,
    });
    const [found, item] = Items;
    if (found && unmarshall<Item>(found).sk !== currentKey.sk)
      return (await adopted()) && { item: found, roster: emptyRoster };
    return found && item && { item, roster: currentOf(unmarshall<CurrentItem>(found)).roster };
  };
  /** Of one that is being written anew meanwhile the pieces may not be those of the item: then it is read once more. */
  async function readVersion(get: () => Promise<Attributes | undefined>): Promise<StoredAgreement | undefined> {
    return unpack(await get()).catch(async () => unpack(await get()));
  }
  async function unpack(item: Attributes | undefined): Promise<StoredAgreement | undefined> {
    if (!item) return undefined;
    const { encoding, body, ...stored } = unmarshall<Item & Packed & Partial<PlainContents>>(item);
    const summary = readSummary(stored);
    if (stored.model !== undefined)
      return { ...summary, agreement: JSON.parse(stored.model), text: stored.text ?? "" } as StoredAgreement;
    const pieces = body ? [body] : await piecesOf(summary.version);
    return { ...summary, ...(JSON.parse(Buffer.from(unpackBody(encoding, pieces)).toString()) as Contents) };
  }
  async function piecesOf(version: number): Promise<Uint8Array[]> {
    const pieces: Uint8Array[] = [];
    const stored = query<{ bytes: Uint8Array }>(client, {
      TableName,
      KeyConditionExpression: "pk = :pk AND begins_with(sk, :sk)",
      ExpressionAttributeValues: marshall({ ":pk": currentKey.pk, ":sk": versionPieces(version) }),
      ConsistentRead: true,
    });
    for await (const { bytes } of stored) pieces.push(bytes);
    return pieces;
  }
  return {
    current,
    async ping() {
      await current();
    },

    async agreement(version) {
      const key = { TableName, Key: marshall(versionKey(version)), ConsistentRead: true };
      return readVersion(async () => (await client.send("GetItem", key)).Item);
    },

    // Versions are published together with what is in force, so the newest is the active one.
    async activeAgreement() {
      return readVersion(async () => (await newest())?.item);
    },

    async currentAgreement() {
      let roster = emptyRoster;
      const stored = await readVersion(async () => {
        const found = await newest();
        if (found) roster = found.roster;
        return found?.item;
      });
      return stored && { stored, roster };
    },

    async saveRoster({ version, absences }) {
      try {
        await client.send("UpdateItem", {
          TableName,
          Key: marshall(currentKey),
          UpdateExpression: "SET roster = :roster, absences = :absences",
          ConditionExpression:
            version === 1 ? "attribute_exists(version) AND attribute_not_exists(roster)" : "roster = :before",
          ExpressionAttributeValues: marshall({
            ":roster": version,
            ":absences": absences,
            ...(version > 1 && { ":before": version - 1 }),
          }),
        });
        return true;
      } catch (error) {
        if (failedAs(error, "ConditionalCheckFailedException")) return false;
        throw error;
      }
    },

    async settled() {
      const { Item } = await client.send("GetItem", { TableName, Key: marshall(settledKey), ConsistentRead: true });
      if (!Item) return undefined;
      const { pk: _pk, sk: _sk, ...settled } = unmarshall<Settled & typeof settledKey>(Item);
      return settled;
    },

    async settle(settled) {
      await client.send("PutItem", { TableName, Item: marshall({ ...settledKey, ...settled }) });
    },

    async proposal() {
      const { Item } = await client.send("GetItem", { TableName, Key: marshall(proposalKey), ConsistentRead: true });
      if (!Item) return undefined;
      const { json, encoding, revision } = unmarshall<{ json: string; encoding: string; revision: number }>(Item);
      const head = JSON.parse(json) as Omit<Proposal, "revision" | "text" | "agreement">;
      const pieces: Uint8Array[] = [];
      const stored = query<{ bytes: Uint8Array }>(client, {
        TableName,
        KeyConditionExpression: "pk = :pk",
        ExpressionAttributeValues: marshall({ ":pk": proposalPieceKey(head, 0).pk }),
        ConsistentRead: true,
      });
      for await (const { bytes } of stored) pieces.push(bytes);
      const contents = JSON.parse(Buffer.from(unpackBody(encoding, pieces)).toString()) as Contents;
      return { ...head, ...contents, revision };
    },

    async commitProposal({ revision, text, agreement, ...head }) {
      const { encoding, inline, chunks } = packed({ agreement, text });
      // What it says never changes: it is written first, and again to no effect.
      for (const [n, bytes] of [...(inline ? [inline] : []), ...chunks].entries())
        await client.send("PutItem", {
          TableName,
          Item: marshall({ ...proposalPieceKey(head, n), bytes }),
        });
      const due = dueAttributes(proposalKey.pk, proposalDueAt(head));
      const first = revision === 1;
      const done = await held(
        client.send("PutItem", {
          TableName,
          Item: marshall({ ...proposalKey, json: JSON.stringify(head), encoding, revision, ...due }),
          ConditionExpression: first ? "attribute_not_exists(pk)" : "revision = :before",
          ...(!first && { ExpressionAttributeValues: marshall({ ":before": revision - 1 }) }),
        }),
      );
      return done ? "done" : "conflict";
    },

    async signVersion(version, signatures) {
      await client.send("UpdateItem", {
        TableName,
        Key: marshall(versionKey(version)),
        UpdateExpression: "SET signatures = :signatures REMOVE #unsigned",
        ExpressionAttributeNames: { "#unsigned": "unsigned" },
        ConditionExpression: "attribute_exists(pk)",
        ExpressionAttributeValues: marshall({ ":signatures": signatures }),
      });
    },

    async versions({ limit, before }) {
      const found: Version[] = [];
      const stored = query<Item>(client, {
        TableName,
        KeyConditionExpression: "pk = :pk AND sk BETWEEN :first AND :last",
        ExpressionAttributeValues: marshall({
          ":pk": currentKey.pk,
          ":first": "V#",
          ":last": before === undefined ? "V#~" : versionKey(before - 1).sk,
        }),
        ProjectionExpression: summary.map((name) => `#${name}`).join(", "),
        ExpressionAttributeNames: Object.fromEntries(summary.map((name) => [`#${name}`, name])),
        ScanIndexForward: false,
        Limit: limit,
        ConsistentRead: true,
      });
      for await (const item of stored) {
        found.push(readSummary(item));
        if (found.length === limit) break;
      }
      return found;
    },

    async renew({ version, agreement, text, ...entry }) {
      const { encoding, inline, chunks } = packed({ agreement, text });
      const before = inline ? [] : await piecesOf(version);
      // Nothing is deleted: what is left over of longer contents becomes empty.
      const pieces = [...chunks, ...before.slice(chunks.length).map(() => new Uint8Array())];
      await transact(client, [
        {
          Put: {
            TableName,
            Item: marshall({ ...versionKey(version), encoding, ...(inline && { body: inline }), ...entry }),
            ConditionExpression: "attribute_exists(pk)",
          },
        },
        ...pieces.map((bytes, n) => ({
          Put: { TableName, Item: marshall({ ...versionPieceKey(version, n), bytes }) },
        })),
      ]);
    },

    async publish({ agreement, text, ...entry }, expected) {
      const version = (expected ?? 0) + 1;
      const { encoding, inline, chunks } = packed({ agreement, text });
      const body: Packed = { encoding, ...(inline && { body: inline }) };
      const failed = await transact(client, [
        {
          Put: {
            TableName,
            Item: marshall({ ...versionKey(version), ...body, ...entry }),
            ConditionExpression: "attribute_not_exists(pk)",
          },
        },
        {
          Update: {
            TableName,
            Key: marshall(currentKey),
            UpdateExpression: "SET version = :version",
            ConditionExpression: expected === undefined ? "attribute_not_exists(pk)" : "version = :expected",
            ExpressionAttributeValues: marshall({
              ":version": version,
              ...(expected !== undefined && { ":expected": expected }),
            }),
          },
        },
        ...chunks.map((bytes, n) => ({
          Put: { TableName, Item: marshall({ ...versionPieceKey(version, n), bytes }) },
        })),
      ]);
      return failed === -1 ? version : undefined;
    },
  };
}
