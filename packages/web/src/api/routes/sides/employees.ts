import { type EmployeePage, employeeRecord } from "@baton/core/visibility";
import { OpenAPIHono } from "@hono/zod-openapi";
import type { ApiMeans } from "../../means.ts";
import { answer, failure, refuseInvalid, z } from "../../schemas.ts";
import { apiRoute } from "../../scopes.ts";
import { range } from "../report-routes.ts";

const getEmployee = apiRoute("getEmployee", "operate", {
  method: "get",
  path: "/api/employees/{person}",
  summary: "Everything that is recorded of one person at work, page by page",
  request: {
    params: z.object({ person: z.string().min(1).max(100) }),
    query: range.extend({ cursor: z.string().max(300).optional() }),
  },
  responses: {
    200: answer(
      "A page: what is recorded besides (with the first), and every row of these days that names them.",
      z.object({
        record: z.custom<EmployeePage["record"]>().optional().openapi({ type: "object" }),
        lines: z.array(z.custom<EmployeePage["lines"][number]>().openapi({ type: "object" })),
        next: z.string().nullable(),
      }),
    ),
    404: answer("Nothing is recorded of them.", failure),
  },
});

export const employeeRoutes = ({ relay, folding }: ApiMeans) =>
  new OpenAPIHono({ defaultHook: refuseInvalid }).openapi(getEmployee, async (c) => {
    const page = await employeeRecord(relay, folding, c.req.valid("param").person, c.req.valid("query"));
    return c.json(page, 200);
  });
