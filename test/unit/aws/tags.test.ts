import { type NoticeKind, noticeKinds } from "@baton/core/mailing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { mailedAs, tagsOf } from "../../../packages/aws/src/ses/tags.ts";

const lead = fc
  .string({ unit: fc.constantFrom(..."0123456789ABCDEFGHJKMNPQRSTVWXYZ"), minLength: 26, maxLength: 26 })
  .map((ulid) => `lead_${ulid}`);
const notice = fc.tuple(lead, fc.integer({ min: 1, max: 999 })).map(([id, n]) => ({ lead: id, notice: `${id}.${n}` }));
const mailed = fc.record({
  to: fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 }),
  kind: fc.constantFrom<NoticeKind>(...noticeKinds),
  notices: fc.array(notice, { minLength: 1, maxLength: 50 }),
});
const named = (tags: ReturnType<typeof tagsOf>) => Object.fromEntries(tags.map(({ Name, Value }) => [Name, [Value]]));

test("whatever a mail is about, SES takes its tags and they say it again", () => {
  fc.assert(
    fc.property(mailed, (about) => {
      const tags = tagsOf(about);
      expect(tags.length).toBeLessThanOrEqual(11);
      for (const { Name, Value } of tags) {
        expect(Name).toMatch(/^[A-Za-z0-9_-]{1,256}$/);
        expect(Value).toMatch(/^[A-Za-z0-9_-]{1,256}$/);
      }
      expect(mailedAs(named(tags))).toEqual(about);
    }),
  );
});

test("a report is named by its id", () => {
  const tags = tagsOf({ report: "source.website-demo.quiet.1763974800000" });
  expect(tags).toEqual([{ Name: "report", Value: "source-website-demo-quiet-1763974800000" }]);
  expect(mailedAs(named(tags))).toEqual({ report: "source-website-demo-quiet-1763974800000" });
});

test("what does not fit into tags says only that the mail is ours, so that it goes out all the same and its bounce is heeded", () => {
  const notices = [{ lead: "lead_1", notice: "lead_1.1" }];
  expect(tagsOf({ to: "x".repeat(200), kind: "handover", notices })).toEqual([{ Name: "report", Value: "untold" }]);
  expect(tagsOf({ report: "x".repeat(300) })).toEqual([{ Name: "report", Value: "untold" }]);
});

test("tags of others say nothing", () => {
  expect(mailedAs({})).toBeUndefined();
  expect(mailedAs({ kind: ["newsletter"], to: ["YW5h"], notices0: ["lead_1-1"] })).toBeUndefined();
});
