import {
  campaignReport,
  describe,
  described,
  lastQuarters,
  listCampaigns,
  namingOf,
  usedIn,
  voices,
} from "@baton/core/campaigns";
import { type ImportKind, importFile, importKinds } from "@baton/core/imports";
import { daysBetween, readRange } from "@baton/core/report";
import { localDate } from "@baton/core/zone";
import { OpenAPIHono } from "@hono/zod-openapi";
import { bytesOf } from "../../bytes.ts";
import type { ApiMeans } from "../../means.ts";
import { refuseInvalid } from "../../schemas.ts";
import { imports, list, listCollateral, listVoice, put, putCollateral, report } from "./campaign-routes.ts";

const MOST_VOICES = 100;

export const campaignRoutes = ({ relay, folding, reader }: ApiMeans) =>
  new OpenAPIHono({ defaultHook: refuseInvalid })
    .openapi(list, async (c) =>
      c.json(await listCampaigns(folding, relay.store, c.req.valid("query"), await reader()), 200),
    )
    .openapi(put, async (c) => {
      const campaign = described(
        await relay.rulebooks.active(),
        await relay.store.campaigns(),
        { ...c.req.valid("json"), id: c.req.valid("param").id },
        relay.time.now(),
      );
      await describe(relay, campaign);
      return c.json(campaign, 200);
    })
    .openapi(report, async (c) => {
      const all = await relay.store.campaigns();
      const naming = namingOf(all);
      const id = naming(c.req.valid("param").id, null)!;
      const known = all.find((campaign) => campaign.id === id);
      const asked = c.req.valid("query");
      return c.json(await campaignReport(folding, relay.store, id, known, asked, { ...(await reader()), naming }), 200);
    })
    .openapi(listVoice, async (c) => {
      const { campaign, segment, ...asked } = c.req.valid("query");
      const by = await reader();
      const { from, to } = readRange(asked, by, relay.time.now());
      const days = daysBetween(from, to).map((day) => ({ day, spoke: true }));
      const naming = namingOf(await relay.store.campaigns());
      const wanted = { campaign, segment };
      return c.json({ voice: await voices(folding, relay.store, days, { naming, wanted, limit: MOST_VOICES }) }, 200);
    })
    .openapi(listCollateral, async (c) => {
      const today = localDate((await reader()).zone, relay.time.now());
      const quarters = lastQuarters(today);
      const used = await Promise.all(quarters.map((quarter) => usedIn(relay.store, quarter)));
      const collateral = (await relay.store.collateral()).map((one) => ({
        ...one,
        used: Object.fromEntries(
          quarters.flatMap((quarter, n) => (used[n]![one.id] ? [[quarter, used[n]![one.id]!]] : [])),
        ),
      }));
      return c.json({ collateral }, 200);
    })
    .openapi(putCollateral, async (c) => {
      const collateral = { ...c.req.valid("json"), id: c.req.valid("param").id };
      await relay.store.putCollateral(collateral);
      return c.json(collateral, 200);
    })
    .openapi(imports(importKinds as [ImportKind, ...ImportKind[]]), async (c) => {
      const { dryRun, source } = c.req.valid("query");
      const kind = c.req.valid("param").kind as ImportKind;
      return c.json(
        await importFile(relay, kind, await bytesOf(c.req.raw, "import"), { dryRun: dryRun === "true", source }),
        200,
      );
    });
