import { readForm, readModel, validators } from "./models.ts";
import type { Recorded } from "./record.ts";
import { mailProblems, queueProblems, tableProblems } from "./rules.ts";

/** Judges requests by AWS's models in a directory, and by what AWS holds them to besides; answers each kind of problem once. */
export function judge(requests: Iterable<Recorded>, directory: string): string[] {
  const mail = readModel(directory, "ses");
  const services = {
    DynamoDB_20120810: { valid: validators(readModel(directory, "dynamodb")), problems: tableProblems },
    AmazonSQS: { valid: validators(readModel(directory, "sqs")), problems: queueProblems },
    SES: { valid: validators(mail), problems: mailProblems },
  };
  const found = new Set<string>();
  for (const { target, body } of requests) {
    const [service, operation] = target === "" ? ["SES"] : target.split(".");
    const asked =
      target === ""
        ? readForm(mail, new URLSearchParams(body))
        : { operation: operation!, input: JSON.parse(body) as unknown };
    const { valid, problems } = services[service as keyof typeof services];
    const validate = valid(asked.operation);
    if (!validate) found.add(`${asked.operation} is no operation`);
    else if (!validate(asked.input))
      for (const { instancePath, message } of validate.errors ?? [])
        found.add(`${asked.operation}: ${instancePath.replace(/\/\d+/g, "/n")} ${message}`);
    else for (const problem of problems(asked.input as never)) found.add(`${asked.operation}: ${problem}`);
  }
  return [...found].sort();
}
