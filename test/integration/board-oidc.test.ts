import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Provider from "oidc-provider";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { small } from "../helpers/agreements.ts";
import { launchBrowser } from "../helpers/stack/browser.ts";
import { browserWith } from "../helpers/stack/signed-in.ts";
import { type Baton, startBaton } from "../helpers/stack/stack.ts";

/** A real provider, in which whoever types a name has the address `NAME@acme.example`; that of `unverified` is not verified. */
async function startProvider(): Promise<{ server: Server; issuer: string; open(redirect: string): void }> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    server,
    issuer,
    open(redirect) {
      const provider = new Provider(issuer, {
        clients: [{ client_id: "baton", client_secret: "a-secret-of-the-provider", redirect_uris: [redirect] }],
        claims: { email: ["email", "email_verified"] },
        conformIdTokenClaims: false,
        cookies: { keys: ["a key of the provider's cookies"] },
        findAccount: (_context, id) => ({
          accountId: id,
          claims: () => ({ sub: id, email: `${id}@acme.example`, email_verified: id !== "unverified" }),
        }),
      });
      server.on("request", provider.callback());
    },
  };
}

describe("signing in with the company's identity provider", () => {
  let provider: Awaited<ReturnType<typeof startProvider>>;
  let baton: Baton;
  let browser: Browser;
  let dir: string;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), "baton-oidc-"));
    const file = join(dir, "agreement.yaml");
    await writeFile(file, small({ sources: { web: { provider: "form", auth: { token: "WEBSITE_TOKEN" } } } }));
    provider = await startProvider();
    const oidc = { issuer: provider.issuer, clientId: "baton", clientSecret: "a-secret-of-the-provider", only: true };
    [baton, browser] = await Promise.all([
      startBaton({ agreement: file, env: { BATON_OIDC: JSON.stringify(oidc) } }),
      launchBrowser(),
    ]);
    provider.open(`${baton.url}/oidc/back`);
  });
  afterAll(async () => {
    await browser?.close();
    await baton?.stop();
    provider?.server.close();
    provider?.server.closeAllConnections();
    await rm(dir, { recursive: true, force: true });
  });

  /** Signs in at the provider as somebody, and answers the page that comes of it. */
  const signInAs = async (name: string, to = "/now") => {
    const page = await (await browser.newContext()).newPage();
    await page.goto(`${baton.url}${to}`);
    await page.getByRole("link", { name: "Sign in with your company’s account" }).click();
    await page.getByPlaceholder("Enter any login").fill(name);
    await page.getByPlaceholder("and password").fill("anything");
    await page.getByRole("button", { name: "Sign-in" }).click();
    await page.getByRole("button", { name: "Continue" }).click();
    await page.waitForURL(`${baton.url}/**`);
    return page;
  };

  test("whoever has a verified address of the agreement is signed in and led on", async () => {
    const page = await signInAs("ana", "/search");
    expect(new URL(page.url()).pathname).toBe("/search");
    await page.getByRole("button", { name: "Sign out, Ana" }).click();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    await page.context().close();
  });

  test.each(["stranger", "unverified"])("%s is not, and hears why", async (name) => {
    const page = await signInAs(name);
    await page.getByRole("alert").waitFor();
    expect((await page.context().cookies(baton.url)).map((cookie) => cookie.name)).not.toContain("baton");
    await page.goto(`${baton.url}/now`);
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    await page.context().close();
  });

  test("what somebody else began, or nobody, is refused", async () => {
    expect((await browserWith(baton).get("/oidc/back?code=x&state=y")).status).toBe(403);
    const begun = await browserWith(baton).get("/oidc");
    const cookie = begun.headers.get("set-cookie")!.split(";")[0]!;
    expect((await browserWith(baton, cookie).get("/oidc/back?code=x&state=y")).status).toBe(403);
    const { state } = Object.fromEntries(new URL(begun.headers.get("location")!).searchParams);
    expect((await browserWith(baton, cookie).get(`/oidc/back?code=forged&state=${state}`)).status).toBe(403);
  });

  test("links by mail sign nobody in any more", async () => {
    expect((await browserWith(baton).get("/")).html).not.toContain('type="email"');
    expect((await browserWith(baton).post("/sign-in", { email: "ana@acme.example" })).status).toBe(403);
    await baton.advance("0s");
    expect(await baton.inbox.all()).toEqual([]);
  });
});

test("without a provider there is nothing to be sent to, and settings that are none are refused at the start", async () => {
  const dir = await mkdtemp(join(tmpdir(), "baton-oidc-"));
  const file = join(dir, "agreement.yaml");
  await writeFile(file, small({ sources: { web: { provider: "form", auth: { token: "WEBSITE_TOKEN" } } } }));
  const baton = await startBaton({ agreement: file });
  expect((await browserWith(baton).get("/oidc")).status).toBe(404);
  await baton.stop();
  await expect(startBaton({ agreement: file, env: { BATON_OIDC: '{"issuer":"acme"}' } })).rejects.toThrow("BATON_OIDC");
  await rm(dir, { recursive: true, force: true });
});
