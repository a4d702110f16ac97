import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inboundDomain } from "../helpers/sent/mail-copies.ts";
import { readDeployment } from "../infra/deployment.ts";
import { diff } from "../infra/sst/diff.ts";
import { makeProject } from "../infra/sst/project.ts";
import { recordedIn } from "./recorded.ts";
import { restores } from "./restore.ts";
import { roleProblems } from "./roles.ts";
import { templateOf } from "./template.ts";

/**
 * `npm run check:aws`: the deployment before AWS's own rules, offline, in some minutes. Its graph by cfn-lint, the guide's way to
 * restore a table by the aws command line and moto, and what the integration tests have functions do by their roles. What a tool
 * is missing for is skipped, by its name. Fails where anything is wrong.
 */

const root = new URL("../..", import.meta.url).pathname;
const dir = mkdtempSync(join(tmpdir(), "baton-aws-"));
process.once("exit", () => rmSync(dir, { recursive: true, force: true }));

let failed = false;
function say(what: string, problems: string[]): void {
  console.log(`${what}: ${problems.length === 0 ? "sound" : `${problems.length} problems`}`);
  for (const problem of problems) console.log(`  ${problem}`);
  failed ||= problems.length > 0;
}
const lacks = (tool: string): boolean => spawnSync("which", [tool], { stdio: "ignore" }).status !== 0;

const project = await makeProject();
try {
  const resources = await diff(project, "production", {
    BATON_SENDER: "leads.acme.example",
    BATON_DOMAIN: "leads.acme.example",
    BATON_ALARMS: "ops@acme.example",
    BATON_INBOUND: inboundDomain,
  });

  if (lacks("cfn-lint")) console.log("Graph: skipped, there is no cfn-lint");
  else {
    const file = join(dir, "template.json");
    writeFileSync(file, JSON.stringify(templateOf(resources)));
    const { stdout, stderr, status } = spawnSync(
      "cfn-lint",
      ["--regions", "us-east-1", "--format", "parseable", "--", file],
      {
        encoding: "utf8",
      },
    );
    const problems = stdout.split("\n").filter(Boolean);
    say(
      "Graph, by cfn-lint",
      status !== 0 && problems.length === 0 ? [`it ended with ${status}: ${stderr}`] : problems,
    );
  }

  const missing = ["aws", "moto_server"].filter(lacks);
  if (missing.length > 0) console.log(`Restore: skipped, there is no ${missing.join(" and no ")}`);
  else say("Restore, by aws and moto", await restores(join(root, "docs/operating.md")));

  const child = spawn(process.execPath, ["node_modules/vitest/vitest.mjs", "run", "--project", "integration"], {
    cwd: root,
    stdio: "ignore",
    env: { ...process.env, AWS_REQUESTS: dir },
  });
  const [status] = await once(child, "close");
  if (status !== 0) say("Integration tests", [`they ended with ${status}; npm test says why`]);
  const { problems, seen } = roleProblems(readDeployment(resources, project.directory), recordedIn(dir));
  say(`Roles, by ${seen} requests of functions`, seen === 0 ? ["no request was recorded"] : problems);
} finally {
  await project.remove();
}
process.exit(failed ? 1 : 0);
