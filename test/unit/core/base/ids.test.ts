import { createHash } from "node:crypto";
import { deliveryId, keyedLeadId, leadId } from "@baton/core/delivery";
import { sortableId } from "@baton/core/ids";
import { identities } from "@baton/core/person";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const bytes = (seed: string) => createHash("sha256").update(seed).digest();
const T = Date.parse("2026-11-24T09:00:00Z");

describe("ids", () => {
  test("are a prefix and a ULID", () => {
    expect(sortableId("lead", T, bytes("a"))).toMatch(/^lead_[0-7][0-9A-HJKMNP-TV-Z]{25}$/);
    expect(sortableId("lead", 281_474_976_710_655, new Uint8Array(10).fill(255))).toBe(
      "lead_7ZZZZZZZZZZZZZZZZZZZZZZZZZ",
    );
  });

  test("sort by time, whatever the entropy", () => {
    fc.assert(
      fc.property(
        fc.nat(4_000_000_000_000),
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.uint8Array({ minLength: 10, maxLength: 10 }),
        fc.uint8Array({ minLength: 10, maxLength: 10 }),
        (time, later, a, b) => {
          expect(sortableId("lead", time, a) < sortableId("lead", time + later, b)).toBe(true);
        },
      ),
    );
  });

  test("are the same for the same time and entropy, and others for other entropy", () => {
    expect(sortableId("lead", T, bytes("a"))).toBe(sortableId("lead", T, bytes("a")));
    expect(sortableId("lead", T, bytes("a"))).not.toBe(sortableId("lead", T, bytes("b")));
  });
});

describe("a delivery's id", () => {
  test("depends on source and key alone", () => {
    expect(deliveryId("web", { id: "1" })).toBe(deliveryId("web", { id: "1" }));
    expect(deliveryId("web", { id: "1" })).not.toBe(deliveryId("ads", { id: "1" }));
    expect(deliveryId("web", { id: "1" })).not.toBe(deliveryId("web", { id: "2" }));
  });

  test("cannot be made to collide by moving characters between source and key", () => {
    expect(deliveryId("web", { id: "a1" })).not.toBe(deliveryId("weba", { id: "1" }));
  });

  test("of content is none of a sender's id", () => {
    expect(deliveryId("web", { content: Buffer.from("1") })).not.toBe(deliveryId("web", { id: "1" }));
  });

  test("gives each of its leads entropy of its own", () => {
    const id = deliveryId("web", { id: "1" });
    const kept = { id, receivedAt: "2026-11-24T09:00:00.000Z" };
    expect(leadId(kept, 0)).toBe(leadId(kept, 0));
    expect(leadId(kept, 0)).not.toBe(leadId(kept, 1));
  });

  test("a lead the provider has an id for is the same in whichever delivery it comes", () => {
    const at = "2026-11-24T09:00:00Z";
    expect(keyedLeadId("meta", "444", at)).toBe(keyedLeadId("meta", "444", at));
    expect(keyedLeadId("meta", "444", at)).not.toBe(keyedLeadId("meta", "445", at));
    expect(keyedLeadId("meta", "444", at)).not.toBe(keyedLeadId("meta-uk", "444", at));
    expect(keyedLeadId("meta", "444", "rubbish")).toMatch(/^lead_0{10}/);
  });
});

describe("a person", () => {
  test("is known by e-mail, whatever its case, then by phone, then by a tracking tool's ids", () => {
    const [email, phone, user, anonymous] = identities({
      email: "Jo@acme.example",
      phone: "+4930123456",
      userId: "u-1",
      anonymousId: "a-1",
    });
    expect(identities({ email: "jo@ACME.example" })).toEqual([email]);
    expect(identities({ phone: "+4930123456" })).toEqual([phone]);
    expect(identities({ userId: "u-1", anonymousId: "a-1" })).toEqual([user, anonymous]);
    expect(new Set([email, phone, user, anonymous]).size).toBe(4);
    expect(identities({})).toEqual([]);
  });

  test("is kept without their address being readable", () => {
    expect(identities({ email: "jo@acme.example" })[0]).toMatch(/^[0-9a-f]{32}$/);
  });
});
