import { createHmac, timingSafeEqual } from "node:crypto";
import { type ProviderName, providers } from "@baton/core/agreement";
import type { HookRequest } from "@baton/core/ports";
import { authenticate, deliveryKey, providerModule, secretsOf } from "@baton/sources";
import { compose } from "@baton/sources/send";
import { parseXml } from "@rgrove/parse-xml";
import { Webhook } from "standardwebhooks";
import { median } from "./load.ts";

/** What judging and reading a delivery costs, beside what anybody had to do with the same bytes. Larger ratios are faster. */
export interface ProviderCost {
  name: string;
  bytes: number;
  perSecond: number;
  besidePlain: number;
  besidePackage?: number;
}

const ROUNDS = 9;
/** How long one side runs before the other has its turn, in ms. */
const TURN_MS = 25;

const secret = `whsec_${Buffer.alloc(24, "baton").toString("base64")}`;
const source = { publicUrl: "https://leads.acme.example/hooks/bench", organization: "00D000000000001EAA" };
const naming = {
  fields: { "your-email": "email", company_size: "employees" },
  declared: ["employees", "interest"],
};
const lead = {
  name: "Nora Lindqvist",
  email: "nora@firm.example",
  phone: "+4930901820",
  company: "Firm GmbH",
  title: "Head of Operations",
  country: "Germany",
  language: "de-DE",
  employees: 120,
  interest: "demo",
  message: "We compare three vendors and would like to see how hand-over works for a team of eight. ".repeat(3),
  page: "https://www.acme.example/demo?ref=nav",
  utm: { source: "newsletter", medium: "email", campaign: "autumn" },
  consent: "yes",
};

/** Every provider, each with a delivery of the same lead as the provider writes it. */
export async function providerCosts(): Promise<ProviderCost[]> {
  const costs: ProviderCost[] = [];
  for (const name of Object.keys(providers) as ProviderName[]) costs.push(await costOf(name));
  return costs;
}

async function costOf(name: ProviderName): Promise<ProviderCost> {
  const module = await providerModule(name);
  const now = Date.now();
  // A signature where the provider makes one; where it makes none, the URL's token.
  const auth =
    name === "google-ads" ? { key: "S" } : name === "pipedrive" ? { basic: "S" } : { token: "T", secret: "S" };
  const secrets = secretsOf({ auth, secrets: {} }, { S: secret, T: "token" })!;
  const { headers, body } = await compose(name, { lead, secrets, now, source });
  const request: HookRequest = { method: "POST", headers, query: "", token: "token", body: Buffer.from(body) };
  const contentType = headers["content-type"] ?? "";

  const ours = async () => {
    const verdict = authenticate(module, request, { secrets, now, source });
    const key = deliveryKey(module, request);
    const reading = await module.read(request.body, contentType, naming);
    if (verdict !== "authentic" || "unreadable" in reading || !key)
      throw new Error(`${name}'s own delivery is ${verdict}: ${JSON.stringify(reading)}`);
  };
  const beside = [plain(request, contentType)];
  if (name === "standard-webhooks") beside.push(packaged(request));

  const rates: number[] = [];
  const ratios: number[][] = beside.map(() => []);
  for (const work of [ours, ...beside]) await rate(work);
  for (let round = 0; round < ROUNDS; round++) {
    const own = await rate(ours);
    rates.push(own);
    for (const [n, peer] of beside.entries()) ratios[n]!.push(own / (await rate(peer)));
  }
  const [besidePlain, besidePackage] = ratios.map(median);
  return {
    name,
    bytes: request.body.byteLength,
    perSecond: median(rates),
    besidePlain: besidePlain!,
    ...(besidePackage !== undefined && { besidePackage }),
  };
}

type Work = () => unknown;

/** One HMAC-SHA256 over the body, compared in constant time, and the body parsed as what it is. */
function plain({ body }: HookRequest, contentType: string): Work {
  const expected = createHmac("sha256", secret).update(body).digest();
  const parse: Work = /xml/.test(contentType)
    ? () => parseXml(Buffer.from(body).toString())
    : /multipart/.test(contentType)
      ? () => new Response(body as Uint8Array<ArrayBuffer>, { headers: { "content-type": contentType } }).formData()
      : /urlencoded/.test(contentType)
        ? () => [...new URLSearchParams(Buffer.from(body).toString())]
        : () => JSON.parse(Buffer.from(body).toString());
  return () => {
    if (!timingSafeEqual(createHmac("sha256", secret).update(body).digest(), expected)) throw new Error("forged");
    return parse();
  };
}

/** The specification's own package: verifies and parses. */
function packaged({ body, headers }: HookRequest): Work {
  const webhook = new Webhook(secret);
  return () => webhook.verify(Buffer.from(body).toString(), headers as Record<string, string>);
}

/** How often in a second. */
async function rate(work: Work): Promise<number> {
  const start = performance.now();
  let done = 0;
  while (performance.now() - start < TURN_MS) {
    for (let n = 0; n < 16; n++) {
      const working = work();
      if (working instanceof Promise) await working;
    }
    done += 16;
  }
  return (done / (performance.now() - start)) * 1000;
}
