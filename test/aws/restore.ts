import { execFile, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { ensureTable } from "../../packages/aws/src/admin/table.ts";

const run = promisify(execFile);
const item = { pk: { S: "LEAD#1" }, sk: { S: "LEAD" } };

/** Restores a table as the guide says, with AWS's own command line, against moto; answers what went wrong. */
export async function restores(guide: string): Promise<string[]> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const moto = spawn("moto_server", ["-H", "127.0.0.1", "-p", String(port)], { stdio: "ignore" });
  const env = {
    ...process.env,
    AWS_ENDPOINT_URL: url,
    AWS_DEFAULT_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "moto",
    AWS_SECRET_ACCESS_KEY: "moto",
    AWS_PAGER: "",
  };
  const credentials = { accessKeyId: "moto", secretAccessKey: "moto" };
  const client = new DynamoDBClient({ endpoint: url, region: "us-east-1", credentials });
  try {
    for (let tries = 0; !(await fetch(url).catch(() => undefined)) && tries < 100; tries++) await sleep(200);
    await ensureTable({ endpoint: url, name: "TABLE" });
    await client.send(new PutItemCommand({ TableName: "TABLE", Item: item }));
    let arn = "ARN";
    for (const command of commandsOf(guide)) {
      const given = command.replace(/\bARN\b/, arn);
      const { stdout } = await run("sh", ["-c", given], { env }).catch((error: { stderr?: string }) => {
        throw new Error(`${given}\n${error.stderr}`);
      });
      if (given.includes("create-backup")) arn = JSON.parse(stdout).BackupDetails.BackupArn;
    }
    const { Item } = await client.send(new GetItemCommand({ TableName: "TABLE", Key: item }));
    return Item ? [] : ["what was in the table is not in the restored one"];
  } catch (error) {
    return [(error as Error).message];
  } finally {
    client.destroy();
    moto.kill();
  }
}

/** The commands of the guide that restore a table, one by one, without what deploys. */
function commandsOf(guide: string): string[] {
  const block = readFileSync(guide, "utf8")
    .split("```")
    .find((text) => text.includes("restore-table-to-point-in-time"))!;
  return block
    .split("\n")
    .map((line) => line.replace(/#.*$/, "").trim())
    .filter((line) => line.startsWith("aws "))
    .flatMap((line) => line.split("&&").map((one) => one.trim()));
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
