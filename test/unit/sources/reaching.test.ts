import { sourceProviders } from "@baton/sources";
import { expect, test } from "vitest";
import { checked, small } from "../../helpers/agreements.ts";

test("a provider that cannot be reached is named with its host and the reason", async () => {
  const agreement = checked(
    small({ sources: { meta: { provider: "meta-lead-ads", auth: { secret: "S", accessToken: "T" } } } }),
  );
  const secrets = () => ({ S: "s", T: "t" });
  const problem = async (url: string) => {
    const provider = await sourceProviders({ secrets, env: { BATON_META_GRAPH_URL: url } })(agreement, "meta");
    return provider!.fetch({ kind: "reference", type: "leadgen", id: "1", lead: true }, AbortSignal.timeout(5_000));
  };
  expect(await problem("http://127.0.0.1:9")).toEqual({
    problem: "later",
    message: expect.stringMatching(/^127\.0\.0\.1:9 could not be reached \(/),
  });
  expect(await problem("http://nowhere.invalid")).toEqual({
    problem: "later",
    message: expect.stringMatching(/^nowhere\.invalid could not be reached \((ENOTFOUND|EAI_AGAIN)\)\.$/),
  });
});
