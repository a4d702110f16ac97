import type { Deal, SpendRow } from "@baton/core/lead";
import type { LoneDeal, Spend, Store } from "@baton/core/ports";
import type { Survey } from "@baton/core/survey";
import { beforeEach, describe, expect, test } from "vitest";
import { alongside, changed, lead } from "../helpers/leads.ts";

const deal = (changes: Partial<Deal> = {}): Deal => ({
  id: "D-1",
  state: "open",
  at: "2026-11-24T09:00:00.000Z",
  openedAt: "2026-11-24T09:00:00.000Z",
  source: "unknown",
  amount: { minor: "90071992547409930", currency: "EUR" },
  ...changes,
});
const lone = (revision: number, changes: Partial<Deal> = {}): LoneDeal => ({
  revision,
  deal: deal(changes),
  found: "none",
  key: "2026-11-24T09:00:00.000Z#D-1",
  day: "2026-11-24",
});
const noRows = { day: "2026-11-24", key: "2026-11-24T09:00:00.000Z#D-1", rows: [] };

/** What core relies on of a store of deals and campaigns. */
export function describeCampaignStore(name: string, open: () => Promise<Store>): void {
  describe(`CampaignStore: ${name}`, () => {
    let store: Store;
    beforeEach(async () => {
      store = await open();
    });

    test("a deal is where it was reported first: with its lead, or by itself", async () => {
      const one = lead();
      expect(await store.deal("D-1")).toBeUndefined();
      expect(await store.commit(one, alongside({ deals: ["D-1"] }))).toBe("done");
      expect(await store.deal("D-1")).toEqual({ lead: one.id });
      // Said again of the same lead it is its own.
      expect(await store.commit(changed(one), alongside({ deals: ["D-1"] }))).toBe("done");
      expect(await store.commit(lead(), alongside({ deals: ["D-1"] }))).toBe("person");
      expect(await store.commitDeal(lone(1), noRows)).toBe("conflict");
      expect(await store.deal("D-1")).toEqual({ lead: one.id });
    });

    test("a deal of no lead changes from revision to revision, once each", async () => {
      const first = { ...lone(1), deal: deal({ id: "D-2" }) };
      expect(await store.commitDeal(first, noRows)).toBe("done");
      expect(await store.commitDeal(first, noRows)).toBe("conflict");
      const next = { ...lone(2), deal: deal({ id: "D-2", state: "won" }) };
      const answers = await Promise.all([store.commitDeal(next, noRows), store.commitDeal(next, noRows)]);
      expect(answers.sort()).toEqual(["conflict", "done"]);
      expect(await store.deal("D-2")).toEqual({ lone: next });
      expect(await store.commit(lead(), alongside({ deals: ["D-2"] }))).toBe("person");
    });

    test("campaigns are listed by id, each as it was put last", async () => {
      const put = (id: string, name: string) =>
        store.putCampaign({ id, name, owner: "maya", changedAt: "2026-11-24T09:00:00.000Z" });
      await put("spring", "Spring");
      await put("autumn", "Autumn");
      await put("spring", "Spring again");
      expect((await store.campaigns()).map(({ id, name }) => [id, name])).toEqual([
        ["autumn", "Autumn"],
        ["spring", "Spring again"],
      ]);
    });

    test("a question is put once to each, and changes from revision to revision", async () => {
      const ask = (person: string, revision = 1) => ({
        revision,
        subject: "campaign/spring",
        person,
        question: "What do they ask?",
        askedAt: "2026-11-24T09:00:00.000Z",
        respondBy: "2026-12-01T09:00:00.000Z",
      });
      expect(await store.ask("campaign/spring", "ana")).toBeUndefined();
      expect(await Promise.all([store.commitAsk(ask("ana")), store.commitAsk(ask("ana"))])).toContain("conflict");
      const answered = { ...ask("ana", 2), answer: { at: "2026-11-25T09:00:00.000Z", text: "Prices" } };
      expect(await store.commitAsk(answered)).toBe("done");
      expect(await store.commitAsk(answered)).toBe("conflict");
      await store.commitAsk(ask("ben"));
      expect(await store.asksAbout("campaign/spring")).toEqual([answered, ask("ben")]);
      expect(await store.asksAbout("campaign/autumn")).toEqual([]);
      expect(await store.asksOf("ana")).toEqual([answered]);
      expect(await store.asksOf("cid")).toEqual([]);
    });

    test("a survey begins once by its id, changes from revision to revision, and the latest come first", async () => {
      const survey = (id: string, revision = 1): Survey => ({
        revision,
        id,
        askedAt: "2026-11-24T09:00:00.000Z",
        closesAt: "2026-12-07T17:00:00.000Z",
        asked: { marketing: ["mia"], sales: ["ana"] },
        messages: [{ id: "calm", text: "One list" }],
        atLeast: 0.6,
      });
      expect([await store.survey("survey_0001"), await store.surveys(5)]).toEqual([undefined, []]);
      const first = survey("survey_0001");
      expect((await Promise.all([store.commitSurvey(first), store.commitSurvey(first)])).sort()).toEqual([
        "conflict",
        "done",
      ]);
      const { asked: _asked, ...settled } = survey("survey_0001", 2);
      expect(await store.commitSurvey(settled)).toBe("done");
      expect(await store.commitSurvey(settled)).toBe("conflict");
      for (const id of ["survey_0002", "survey_0010"]) await store.commitSurvey(survey(id));
      expect(await store.survey("survey_0001")).toEqual(settled);
      expect(await store.surveys(2)).toEqual([survey("survey_0010"), survey("survey_0002")]);
    });

    test("a deal of no lead is found by whose it may be, the company first", async () => {
      const mine = { ...lone(1), whose: { person: "p1", company: "firma.example" } };
      const theirs = { ...lone(1, { id: "D-2" }), whose: { person: "p1", company: null } };
      for (const one of [mine, theirs]) await store.commitDeal(one, { day: one.day, key: one.key, rows: [] });
      expect(await store.loneDeals("firma.example")).toEqual([mine]);
      expect(await store.loneDeals("p1")).toEqual([theirs]);
      expect(await store.loneDeals("other.example")).toEqual([]);
    });

    test("what helps to sell is kept by its id, once", async () => {
      const guide = { id: "guide", name: "The guide", url: "https://x.example/guide" };
      await store.putCollateral({ ...guide, name: "A guide" });
      await store.putCollateral(guide);
      expect(await store.collateral()).toEqual([guide]);
    });

    test("a week is planned for somebody once, moved by who saw it, due like all else, and done once", async () => {
      const [first, next] = [Date.parse("2026-11-30T08:00:00Z"), Date.parse("2026-12-07T08:00:00Z")];
      const moved = first + 86_400_000;
      const iso = (at: number) => new Date(at).toISOString();
      expect(await store.rounds(["weekly/ana", "weekly/ben"])).toEqual({});
      expect(await store.planRound("weekly/ana", first, undefined)).toBe(true);
      expect(await store.planRound("weekly/ana", next, undefined)).toBe(false);
      const due = [];
      for await (const one of store.due(first)) due.push(one);
      expect(due).toEqual([{ kind: "round", id: "weekly/ana", at: first }]);
      await store.doneRound("weekly/ana", iso(first));
      expect(await store.planRound("weekly/ana", moved, iso(first))).toBe(true);
      expect(await store.rounds(["weekly/ana"])).toEqual({ "weekly/ana": { due: iso(moved), done: iso(first) } });
      expect(await store.planRound("weekly/ana", next, iso(moved), { begun: true })).toBe(true);
      expect(await store.planRound("weekly/ana", next, iso(first))).toBe(false);
      expect(await store.rounds(["weekly/ana", "weekly/ben"])).toEqual({
        "weekly/ana": { due: iso(next), begun: iso(moved), done: iso(first) },
      });
    });

    test("what was spent on a campaign is replaced by period, with the rows of its days", async () => {
      const spend = (minor: string): Spend => ({
        campaign: "spring",
        from: "2026-11-01",
        to: "2026-11-30",
        amount: { minor, currency: "EUR" },
      });
      const row = { is: "spend", campaign: "spring" } as SpendRow;
      const rows = Array.from({ length: 30 }, (_, n) => ({
        day: `2026-11-${String(n + 1).padStart(2, "0")}`,
        key: "spend#spring#2026-11-01",
        rows: [row],
      }));
      await store.putSpend(spend("100"), rows);
      await store.putSpend(spend("200"), rows);
      await store.putSpend({ ...spend("5"), from: "2026-10-01", to: "2026-10-31" }, []);
      expect(await store.spends("spring")).toEqual([
        { ...spend("5"), from: "2026-10-01", to: "2026-10-31" },
        spend("200"),
      ]);
      expect(await store.spends("autumn")).toEqual([]);
    });
  });
}
