import { csv, exportRows, leadsBehind, measureOf, measures, ndjson, report } from "@baton/core/report";
import { listed } from "@baton/core/views";
import { OpenAPIHono } from "@hono/zod-openapi";
import { accepts } from "hono/accepts";
import type { ApiMeans } from "../means.ts";
import { refuseInvalid } from "../schemas.ts";
import { getMeasure, listMeasureLeads, listMeasures, listRows } from "./report-routes.ts";

export const reportRoutes = ({ relay, folding, reader }: ApiMeans) =>
  new OpenAPIHono({ defaultHook: refuseInvalid })
    .openapi(listMeasures, (c) =>
      c.json(
        {
          measures: Object.values(measures).map(({ id, side, unit, better, definition }) => ({
            id,
            side,
            unit,
            better,
            definition,
          })),
        },
        200,
      ),
    )
    .openapi(getMeasure, async (c) => {
      const measure = measureOf(c.req.valid("param").id);
      return c.json(await report(folding, measure, c.req.valid("query"), await reader()), 200);
    })
    .openapi(listMeasureLeads, async (c) => {
      const measure = measureOf(c.req.valid("param").id);
      const { items, next } = await leadsBehind(
        { ...folding, leads: relay.store },
        measure,
        c.req.valid("query"),
        await reader(),
      );
      return c.json({ leads: items.map((lead) => listed(lead, relay.time.now())), next }, 200);
    })
    .openapi(listRows, async (c) => {
      const asked = c.req.valid("query");
      const { columns, lines, next } = await exportRows(folding, asked, await reader());
      if (next !== null) {
        const query = new URLSearchParams({ ...asked, cursor: next });
        c.header("Link", `</api/rows?${query}>; rel="next"`);
      }
      const type = accepts(c, {
        header: "Accept",
        supports: ["application/x-ndjson", "text/csv"],
        default: "application/x-ndjson",
      });
      return type === "text/csv"
        ? c.body(csv(columns, lines, { header: asked.cursor === undefined }), 200, {
            "content-type": "text/csv; charset=utf-8",
          })
        : c.body(ndjson(lines), 200, { "content-type": "application/x-ndjson; charset=utf-8" });
    });
