import { parseAgreement } from "@baton/core/agreement";
import { answerAsk, answered } from "@baton/core/asks";
import type { Store } from "@baton/core/ports";
import { publish } from "@baton/core/publish";
import { digestOf, proposalDueAt, sign, subjectOf } from "@baton/core/signing";
import { changes, check } from "@baton/prover";
import { describe, expect, test } from "vitest";
import { besideStages, PUBLISHED, people, small } from "../../../helpers/agreements.ts";
import { type World, world } from "../../../helpers/world.ts";

const T = "2026-11-23T09:00:00Z";
const everybody = people({
  ana: {},
  ben: {},
  sam: { manager: "vera" },
  vera: { manager: undefined },
  mia: { role: "marketing", manager: "mo" },
  mo: { role: "marketing", manager: "vera", deputy: "mia" },
});
const signers = { marketing: "mo", sales: "vera" };
const within = (contact: string) => ({ fast: { stages: { contact: { within: contact } } } });
const agreed = (more: object = {}) => small({ people: everybody, signers, manager: "vera", operator: "sam", ...more });

const put = (w: World, text: string, more: object = {}) =>
  publish(w.relay, text, {
    expected: undefined,
    secrets: ["WEB"],
    check: (text, at) => check(text, { at }),
    changes: async (before, after) => changes(before, after).map(({ words }) => words),
    ...more,
  }).finally(() => w.settle());
/** A company whose agreement both sides signed. */
async function company(at = T) {
  const w = await world(small({ people: everybody }), { at });
  await put(w, agreed(), { unsigned: "for the test" });
  return w;
}
const proposal = async (w: World) => (await w.store.proposal())!;
const active = async (w: World) => (await w.store.activeAgreement())!;
const signs = async (w: World, person: string) => {
  const subject = subjectOf(await proposal(w));
  await answered(w.relay, await answerAsk(w.relay, subject, person, "sign"));
  await w.settle();
};
const code = (promise: Promise<unknown>) =>
  promise.then(() => undefined).catch((error: { code: string }) => error.code);
const told = (w: World) => w.proposalMails.map(({ state, recipient }) => `${state} ${recipient.name}`);

describe("a change of the rules", () => {
  test("decides no lead before both sides have signed it, and from then on does", async () => {
    const w = await company();
    const { proposal: made } = await put(w, agreed({ sla: within("2h") }), { by: "sam", why: "Too tight" });
    expect(made).toMatchObject({ state: "open", changes: [expect.stringContaining("1h")] });
    expect(told(w)).toEqual(["open Mo", "open Vera"]);
    await signs(w, "mo");
    const before = await w.send({ name: "Jo", email: "jo@x.example" });
    expect((await w.lead(before.id)).clock?.respondBy).toBe("2026-11-23T10:00:00.000Z");
    await signs(w, "vera");
    const version = await active(w);
    expect(version).toMatchObject({ version: 3, by: "sam", why: "Too tight", digest: made!.digest });
    expect(version.signatures).toEqual([
      { by: "mo", side: "marketing", at: expect.any(String) },
      { by: "vera", side: "sales", at: expect.any(String) },
    ]);
    const after = await w.send({ name: "Al", email: "al@y.example" });
    expect((await w.lead(after.id)).clock?.respondBy).toBe("2026-11-23T11:00:00.000Z");
    expect(told(w).slice(-3)).toEqual(["inForce Mo", "inForce Vera", "inForce Sam"]);
  });

  test("comes into force on its day, not before, and is told as signed", async () => {
    const w = await company();
    await put(w, agreed({ sla: within("2h") }), { effective: "2026-11-25T00:00:00Z" });
    await signs(w, "mo");
    await signs(w, "vera");
    expect((await active(w)).version).toBe(2);
    await w.until("2026-11-24T23:50:00Z");
    expect((await active(w)).version).toBe(2);
    await w.until("2026-11-25T00:10:00Z");
    expect(await active(w)).toMatchObject({ version: 3, signatures: [{ by: "mo" }, { by: "vera" }] });
  });

  test("lapses after ten working days", async () => {
    const w = await company();
    await put(w, agreed({ sla: within("2h") }));
    await signs(w, "mo");
    await w.until("2026-12-04T09:00:00Z");
    expect((await proposal(w)).state).toBe("lapsed");
    expect(await code(signs(w, "vera"))).toBe("ask.closed");
    expect(await code(sign(w.relay, (await proposal(w)).digest, "vera"))).toBe("signature.settled");
    expect((await active(w)).version).toBe(2);
    expect(told(w).filter((one) => one.startsWith("lapsed"))).toEqual(["lapsed Mo", "lapsed Vera", "lapsed Sam"]);
  });

  test("takes the place of one that was proposed before, whose signatures count for nothing", async () => {
    const w = await company();
    await put(w, agreed({ sla: within("2h") }));
    await signs(w, "mo");
    const first = await proposal(w);
    await put(w, agreed({ sla: within("3h") }));
    expect((await proposal(w)).signatures).toEqual([]);
    expect(await code(answerAsk(w.relay, subjectOf(first), "vera", "sign").then((ask) => answered(w.relay, ask)))).toBe(
      "signature.settled",
    );
    await signs(w, "mo");
    await signs(w, "vera");
    expect((await active(w)).agreement.sla.fast!.stages[0]!.within).toMatchObject({ ms: 3 * 3_600_000 });
  });

  test("that is proposed again is the same one, with its signatures", async () => {
    const w = await company();
    await put(w, agreed({ sla: within("2h") }));
    await signs(w, "mo");
    await put(w, agreed({ sla: within("2h") }));
    expect((await proposal(w)).signatures).toHaveLength(1);
    await signs(w, "vera");
    expect((await active(w)).version).toBe(3);
  });

  test("is void once another version is in force than the one that it was made from; rows of tables are none", async () => {
    const w = await company();
    await put(w, agreed({ sla: within("2h") }));
    await signs(w, "mo");
    await put(
      w,
      agreed({ people: { ...everybody, eve: { ...everybody.ana, name: "Eve", email: "eve@acme.example" } } }),
    );
    expect(await proposal(w)).toMatchObject({ state: "void", ended: { why: expect.any(String) } });
    expect(await code(sign(w.relay, (await proposal(w)).digest, "vera"))).toBe("signature.settled");
    expect(told(w).slice(-3)).toEqual(["void Mo", "void Vera", "void Sam"]);
  });

  test("is signed by a deputy in the place of somebody, of whom the history says so", async () => {
    const w = await company();
    await put(w, agreed({ sla: within("2h") }));
    await signs(w, "mia");
    await signs(w, "vera");
    expect((await active(w)).signatures?.[0]).toMatchObject({ by: "mia", for: "mo", side: "marketing" });
    // Who has signed already is not asked again.
    expect(await code(sign(w.relay, (await proposal(w)).digest, "mo"))).toBe("signature.settled");
  });

  test("of who signs is signed by those who did so far, and countersigned by whoever does from then on", async () => {
    const w = await company();
    const next = { ...signers, sales: "sam" };
    const { proposal: made } = await put(w, agreed({ signers: next }));
    expect(made!.signers).toEqual([
      { person: "mo", side: "marketing" },
      { person: "vera", side: "sales" },
      { person: "sam", side: "sales", countersigns: true },
    ]);
    for (const person of ["mo", "vera"]) await signs(w, person);
    expect((await active(w)).version).toBe(2);
    await signs(w, "sam");
    expect((await active(w)).agreement.signers).toEqual(next);
    const stranger = { ...everybody, new: { ...everybody.ana, name: "New", email: "new@acme.example" } };
    expect(await code(put(w, agreed({ people: stranger, signers: { ...next, sales: "new" } })))).toBe(
      "proposal.signer",
    );
  });

  test("comes into force at once in an emergency, is told, and is unsigned until it is signed", async () => {
    const w = await company();
    const { version } = await put(w, agreed({ sla: within("2h") }), { emergency: "Half the team is ill" });
    expect(version).toBe(3);
    expect(await active(w)).toMatchObject({ unsigned: "Half the team is ill" });
    expect(told(w)).toEqual(["open Mo", "open Vera"]);
    await signs(w, "mo");
    await signs(w, "vera");
    const now = await active(w);
    expect(now).toMatchObject({ version: 3, signatures: [{ by: "mo" }, { by: "vera" }] });
    expect(now).not.toHaveProperty("unsigned");
  });
});

describe("an emergency", () => {
  test("that replaces the signers, or does without, is signed by those before", async () => {
    const w = await company();
    await put(w, agreed({ signers: { marketing: "mia", sales: "sam" } }), { emergency: "Fire" });
    expect((await proposal(w)).signers.map(({ person }) => person)).toEqual(["mo", "vera", "mia", "sam"]);
    const without = await company();
    const { version } = await put(without, small({ people: everybody, manager: "vera" }), { emergency: "Fire" });
    expect([version, (await proposal(without)).signers.map(({ person }) => person)]).toEqual([3, ["mo", "vera"]]);
  });

  test("stays to be signed when the roster changes meanwhile", async () => {
    const w = await company();
    const next = { signers: { marketing: "mia", sales: "vera" } };
    await put(w, agreed(next), { emergency: "Fire" });
    await put(w, agreed({ ...next, people: { ...everybody, ben: { ...everybody.ben, languages: ["de"] } } }));
    expect((await active(w)).unsigned).toBe("Fire");
    for (const person of ["mo", "vera", "mia"]) await signs(w, person);
    expect(await active(w)).toMatchObject({ version: 4, signatures: [{ by: "mo" }, { by: "vera" }, { by: "mia" }] });
    expect(await active(w)).not.toHaveProperty("unsigned");
  });
});

describe("who has to sign", () => {
  test("is asked again where the queue has lost it, and everybody only once", async () => {
    const w = await company();
    const { settle } = w;
    await publish(w.relay, agreed({ sla: within("2h") }), {
      expected: undefined,
      secrets: ["WEB"],
      check: (text, at) => check(text, { at }),
    });
    w.loseMessages();
    await settle();
    expect(told(w)).toEqual([]);
    await w.until("2026-11-23T12:00:00Z");
    expect(told(w)).toEqual(["open Mo", "open Vera"]);
  });

  test("reads that what is proposed takes the place of what somebody has signed", async () => {
    const w = await company();
    await put(w, agreed({ sla: within("2h") }), { effective: "2026-12-20T00:00:00Z" });
    await signs(w, "mo");
    await signs(w, "vera");
    await put(w, agreed({ sla: within("3h") }));
    expect(w.proposalMails.at(-1)!.ask).toContain("which Mo and Vera had signed and which is void now");
  });

  test("and has left leaves nothing that comes up for ever", async () => {
    const w = await company();
    const { mo: _mo, ...others } = everybody;
    await put(
      w,
      agreed({
        people: { ...others, mia: { ...others.mia, manager: "vera" } },
        signers: { marketing: "mia", sales: "vera" },
        operator: "vera",
      }),
    );
    for (const person of ["mo", "vera", "mia"]) await signs(w, person);
    await w.until("2026-11-23T10:00:00Z");
    expect((await proposal(w)).state).toBe("inForce");
    expect(proposalDueAt(await proposal(w))).toBeUndefined();
  });
});

test("Signers cannot be lost by a text that does not check any more", async () => {
  const w = await company();
  const { version, agreement, ...stored } = await active(w);
  await w.store.renew({ version, agreement, ...stored, text: "no: agreement" });
  expect((await put(w, small({ people: everybody, manager: "vera" }))).proposal?.signers).toHaveLength(2);
});

describe("a change of the roster", () => {
  test("is in force without signatures, and leaves what was signed signed", async () => {
    const w = await company();
    await put(w, agreed({ sla: within("2h") }));
    await signs(w, "mo");
    await signs(w, "vera");
    const { version, proposal: made } = await put(
      w,
      agreed({
        sla: within("2h"),
        people: { ...everybody, ben: { ...everybody.ben, away: [{ from: "2026-12-01", to: "2026-12-04" }] } },
      }),
    );
    expect([version, made]).toEqual([4, undefined]);
    expect((await active(w)).signatures).toHaveLength(2);
    expect((await active(w)).changes?.join()).toContain("ben");
  });

  test("does without its signer only where somebody signs for them: a signer who left is one no more by an emergency", async () => {
    const w = await company();
    const { vera: _vera, ...others } = everybody;
    const gone = {
      people: { ...others, sam: { ...others.sam, manager: undefined }, mo: { ...others.mo, manager: "sam" } },
      manager: "sam",
    };
    // The agreement names a signer who is not in it.
    expect(await code(put(w, agreed(gone)))).toBe("agreement.invalid");
    const { version } = await put(w, agreed({ ...gone, signers: { ...signers, sales: "sam" } }), {
      emergency: "Vera left",
    });
    expect(version).toBe(3);
    await signs(w, "mo");
    await signs(w, "sam");
    expect((await active(w)).signatures?.map(({ by }) => by)).toEqual(["mo", "sam"]);
  });
});

test("without signers nothing has to be signed", async () => {
  const w = await world(small(), { at: T });
  expect(await put(w, small({ sla: within("2h") }))).toMatchObject({ version: 2 });
  expect(await w.store.proposal()).toBeUndefined();
});

test("the digest is of what an agreement says, however it is written, whatever is found out of dates later", () => {
  const digest = (text: string, at = PUBLISHED) => {
    const parsed = parseAgreement(text, { at });
    return parsed.ok && digestOf(parsed.plain);
  };
  const germany = { calendars: { office: { week: { "mon-fri": ["09:00-17:00"] }, holidays: [{ region: "DE" }] } } };
  const text = small(germany);
  expect(digest(text)).toMatch(/^[0-9a-f]{64}$/);
  expect(digest(JSON.stringify(JSON.parse(text), null, 2))).toBe(digest(text));
  expect(digest(text, PUBLISHED + 5 * 365 * 86_400_000)).toBe(digest(text));
  expect(digest(small({ ...germany, sla: within("2h") }))).not.toBe(digest(text));
});

test("signers are of their side, and signatures are not written into an agreement that has any", () => {
  const codes = (more: object) =>
    besideStages(parseAgreement(agreed(more), { at: PUBLISHED }).findings).map(({ code }) => code);
  expect(codes({})).toEqual([]);
  expect(codes({ signers: { marketing: "ana", sales: "vera" } })).toEqual(["schema.value"]);
  expect(codes({ signers: { marketing: "mo", sales: "nobody" } })).toEqual(["reference.unknown"]);
  expect(codes({ signed: { sales: { by: "vera", on: "2026-11-01" } } })).toEqual(["schema.key"]);
});

test("a signature that the power cut is kept: what both sides signed comes into force all the same", async () => {
  const w = await company();
  await put(w, agreed({ sla: within("2h") }));
  await signs(w, "mo");
  const { publish: published } = w.store;
  Object.assign(w.store, { publish: () => Promise.reject(new Error("power")) } satisfies Partial<Store>);
  await expect(sign(w.relay, (await proposal(w)).digest, "vera")).rejects.toThrow("power");
  Object.assign(w.store, { publish: published });
  await w.until("2026-11-23T09:10:00Z");
  expect(await active(w)).toMatchObject({ version: 3, signatures: [{ by: "mo" }, { by: "vera" }] });
});
