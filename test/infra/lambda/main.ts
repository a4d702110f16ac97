// Runs one invocation of a built function in a process of its own, as Lambda's runtime does: the event on stdin, the result on stdout.
import { resolve } from "node:path";
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";
import { lambdaContext } from "../../../packages/local/src/runtime/lambda.ts";

const [file, name] = process.env._HANDLER!.split(".");
const { [name!]: handler } = await import(pathToFileURL(resolve(`${file}.mjs`)).href);
if (typeof handler !== "function") throw new Error(`${file}.mjs exports no function ${name}.`);
const result = await handler(JSON.parse(await text(process.stdin)), lambdaContext(file!, 20_000));
// Connections to AWS are kept for the next invocation, and there is none.
process.stdout.write(JSON.stringify(result ?? null), () => process.exit());
