import { type Deployment, ofType } from "../graph.ts";
import { findings } from "./findings.ts";

/** Mails are sent from the one identity, through the one configuration set. */
export function mail(deployment: Deployment): string[] {
  const identities = ofType(deployment, "aws:sesv2/emailIdentity:EmailIdentity");
  const sets = ofType(deployment, "aws:sesv2/configurationSet:ConfigurationSet");
  const sender = deployment.functions.find(({ links }) => links.Mail)?.links.Mail?.sender;
  const statements = deployment.functions.flatMap((fn) => fn.statements);
  const sending = statements.filter(({ actions }) => actions.some((action) => action.startsWith("ses:")));
  return findings("the mail", {
    [`there are ${identities.length} identities`]: identities.length !== 1,
    [`there are ${sets.length} configuration sets`]: sets.length !== 1,
    "its identity has no configuration set":
      identities[0]?.inputs.configurationSetName !== sets[0]?.inputs.configurationSetName,
    [`it comes from ${sender}`]: typeof sender !== "string" || !sender.endsWith(identities[0]?.inputs.emailIdentity),
    "it may come from another address": !sending.every(({ conditions = [] }) =>
      conditions.some(
        ({ test, variable, values }) =>
          test === "StringEquals" && variable === "ses:FromAddress" && String(values) === sender,
      ),
    ),
  });
}
