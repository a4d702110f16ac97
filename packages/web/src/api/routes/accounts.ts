import type { KnownAccount } from "@baton/core/fields";
import { accountCandidates, importOwnership } from "@baton/core/ownership";
import { identities } from "@baton/core/person";
import { OpenAPIHono } from "@hono/zod-openapi";
import type { ApiMeans } from "../means.ts";
import { answer, failure, jsonBody, refuseInvalid, z } from "../schemas.ts";
import { apiRoute } from "../scopes.ts";

/** Reading, writing and answering have to fit the function's time. */
const MOST_ENTRIES = 500;

const text = z.string().max(2_000);
const entry = z
  .object({
    of: text.optional().openapi({ description: "An e-mail address, a domain or a website." }),
    domain: text.optional(),
    email: text.optional(),
    owner: text.nullish().openapi({
      description: "A person's id, e-mail address or name; null or empty: nobody's; absent: it stays whose it is.",
    }),
  })
  .extend({
    ae: text.nullish().openapi({ description: "The account executive, likewise; of a company only, as what follows." }),
    csm: text.nullish().openapi({ description: "The customer success manager." }),
    tier: text.nullish(),
    parent: text.nullish().openapi({
      description: "The domain of the company that it belongs to, and whose it is unless it says so itself.",
    }),
    fields: z
      .record(z.string().max(200), z.union([text, z.number(), z.boolean(), z.null()]))
      .optional()
      .openapi({ description: "Fields that the agreement declares as `account.…`, without that." }),
  })
  .refine(
    ({ of, domain, email }) => [of, domain, email].filter((one) => one !== undefined).length === 1,
    "exactly one of `of`, `domain` and `email` is needed",
  )
  .openapi("OwnershipEntry");

const importing = apiRoute("importAccounts", "operate", {
  method: "post",
  path: "/api/accounts",
  summary: "Make companies and people known, and whose customers they are",
  request: {
    body: jsonBody(z.object({ entries: z.array(entry).min(1).max(MOST_ENTRIES), dryRun: z.boolean().default(false) })),
  },
  responses: {
    200: answer(
      "How many were written (with `dryRun`: would be), and what is wrong with the others, by their place from 0.",
      z.object({
        accounts: z.number(),
        people: z.number(),
        changed: z
          .array(
            z.object({
              domain: z.string(),
              field: z.string(),
              from: z.union([z.string(), z.number(), z.boolean(), z.null()]),
              to: z.union([z.string(), z.number(), z.boolean(), z.null()]),
            }),
          )
          .openapi({ description: "What changed of companies, or would." }),
        problems: z.array(z.object({ index: z.number(), message: z.string() })),
      }),
    ),
    400: answer("The entries do not fit.", failure),
  },
});

const whose = { known: z.boolean(), owner: z.string().nullable() };
const company = z.object({
  ...whose,
  ae: z.string().optional(),
  csm: z.string().optional(),
  tier: z.string().optional(),
  parent: z.string().optional(),
  fields: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
});

const show = apiRoute("getAccount", "read", {
  method: "get",
  path: "/api/accounts/{key}",
  summary: "Whose customer a company (by domain) or a person (by e-mail address) is",
  request: { params: z.object({ key: z.string().max(300) }) },
  responses: {
    200: answer(
      "As the next lead would find it; for an e-mail address also the company of its domain.",
      company.extend({ account: company.optional() }),
    ),
  },
});

const said = ({ known, owner }: { known: boolean; owner?: string }) => ({ known, owner: owner ?? null });
const saidOf = (account: KnownAccount) => ({ ...account, owner: account.owner ?? null });

export const accountRoutes = ({ relay }: ApiMeans) =>
  new OpenAPIHono({ defaultHook: refuseInvalid })
    .openapi(importing, async (c) => {
      const { entries, dryRun } = c.req.valid("json");
      const given = entries.map(({ of, domain, email, ...says }) => ({ ...says, of: of ?? domain ?? email ?? "" }));
      return c.json(await importOwnership(relay, given, { dryRun }), 200);
    })
    .openapi(show, async (c) => {
      const key = c.req.valid("param").key.trim();
      const at = key.lastIndexOf("@");
      const email = at > 0 ? key : undefined;
      const { people, account } = await relay.store.known({
        identities: identities({ email }),
        accounts: accountCandidates(key.slice(at + 1)),
        loads: [],
      });
      if (email === undefined) return c.json(saidOf(account), 200);
      const [person] = Object.values(people);
      return c.json({ ...said(person ?? { known: false }), account: saidOf(account) }, 200);
    });
