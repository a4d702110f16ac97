import { OpenAPIHono } from "@hono/zod-openapi";
import { bytesOf } from "../bytes.ts";
import type { ApiMeans } from "../means.ts";
import { answer, failure, refuseInvalid, wordsOfOneLine, z } from "../schemas.ts";
import { apiRoute } from "../scopes.ts";

const named = z.object({ name: z.string().max(200) });
const nothing = { 404: answer("The agreement has no such table, or it has no rows.", failure) };

const importing = apiRoute("importTable", "operate", {
  method: "put",
  path: "/api/tables/{name}",
  summary: "Give a table of the agreement the rows of a CSV file, all at once, as the next version",
  request: {
    params: named,
    query: z.object({
      dryRun: z.enum(["true", "false"]).default("false").openapi({ description: "true: only say what would be." }),
      by: wordsOfOneLine(100).openapi({ description: "Who imports it." }),
      why: wordsOfOneLine(500).openapi({ description: "What for." }),
    }),
    body: {
      required: true,
      description:
        "A header with the table's columns, then a row a line, 100,000 at most; as it is or, with `Content-Encoding: gzip`, compressed.",
      content: { "text/csv": { schema: z.string() } },
    },
  },
  responses: {
    200: answer(
      "What was taken (with `dryRun`: would be). Where a line is refused, nothing is.",
      z
        .object({
          table: z.string(),
          version: z.number().openapi({ description: "The version of the agreement that is active now." }),
          rows: z.number(),
          added: z.number(),
          changed: z.number(),
          removed: z.number(),
          refused: z.array(z.object({ line: z.number(), code: z.string(), message: z.string() })),
          gaps: z
            .array(z.array(z.string()))
            .openapi({ description: "Leads that no row takes, by what is said of each column." }),
          moreGaps: z.boolean(),
        })
        .openapi("ImportedTable"),
    ),
    400: answer("The body cannot be unpacked.", failure),
    412: answer("Somebody else published meanwhile.", failure),
    413: answer("The body is too large.", failure),
    ...nothing,
  },
});

const exporting = apiRoute("exportTable", "read", {
  method: "get",
  path: "/api/tables/{name}",
  summary: "The rows of a table as they were imported last",
  request: { params: named },
  responses: {
    200: { description: "CSV that can be imported again.", content: { "text/csv": { schema: z.string() } } },
    ...nothing,
  },
});

export const tableRoutes = ({ relay }: ApiMeans) =>
  new OpenAPIHono({ defaultHook: refuseInvalid })
    .openapi(importing, async (c) => {
      const { dryRun, by, why } = c.req.valid("query");
      const { importTable } = await import("@baton/core/publish");
      const file = await bytesOf(c.req.raw, "table");
      const told = { ...(by !== undefined && { by }), ...(why !== undefined && { why }) };
      return c.json(
        await importTable(relay, c.req.valid("param").name, file, { dryRun: dryRun === "true", ...told }),
        200,
      );
    })
    .openapi(exporting, async (c) => {
      const { exportTable } = await import("@baton/core/publish");
      return c.body(await exportTable(relay, c.req.valid("param").name), 200, {
        "content-type": "text/csv; charset=utf-8",
      });
    });
