import type { Source } from "@baton/core/agreement";
import { secretsOf } from "@baton/sources";
import { compose } from "@baton/sources/send";
import { body, connect, knownSecrets } from "../service.ts";
import { print } from "../table.ts";
import { readJson, UsageError } from "../usage.ts";
import type { Where } from "../where.ts";

/** Posts a delivery as the source's provider would. */
export async function send(name: string, file: string, { url, json }: Where): Promise<number> {
  const lead = readJson(file);
  const baton = connect(url);
  const { agreement } = await body(baton.api.agreement.$get({ query: {} }));
  const source: Source | undefined = agreement.sources[name];
  if (!source)
    throw new UsageError(
      `The active agreement has no source "${name}"; it has ${Object.keys(agreement.sources).join(", ")}.`,
    );
  const secrets = secretsOf(source, knownSecrets());
  if (!secrets)
    throw new UsageError(`Set BATON_SECRET_<NAME> for the secrets of "${name}": ${JSON.stringify(source.auth)}.`);
  // Signed at the service's own time, which may be simulated.
  const { now } = (await (await fetch(`${baton.url}/health`)).json()) as { now: string };
  const { tells, ...sent } = await compose(source.provider, { lead, secrets, now: Date.parse(now), source });
  const told =
    tells === undefined ||
    (await fetch(`${baton.url}/local/providers`, {
      method: "POST",
      body: JSON.stringify({ provider: source.provider, tells }),
    }).then(({ ok }) => ok));
  const [token] = secrets.token;
  const response = await fetch(
    `${baton.url}/hooks/${encodeURIComponent(name)}${token === undefined ? "" : `/${encodeURIComponent(token)}`}`,
    { method: "POST", ...sent, redirect: "manual" },
  );
  const text = await response.text();
  if (json) print({ status: response.status, body: text });
  else console.log(`${response.status} ${text}`);
  if (!told && lead.test !== true)
    console.error(
      `${source.provider} sends ids only: this Baton asks it for the lead, which is not there. Send it with "test": true for a test lead.`,
    );
  return response.status < 400 ? 0 : 1;
}
