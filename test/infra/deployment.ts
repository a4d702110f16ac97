import { createDecipheriv } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type DeployedFunction, type Deployment, type Resource, statementsOf } from "./graph.ts";
import { created } from "./stand-ins/provider.ts";

/** Reads a graph together with what was built for it. */
export function readDeployment(resources: Resource[], project: string): Deployment {
  const functions = resources
    .filter(({ type }) => type === "sst:aws:Function")
    .map((component): DeployedFunction => {
      const own = (type: string) => resources.find((one) => one.type === type && one.parent === component.urn)!;
      const { inputs: lambda } = own("aws:lambda/function:Function");
      const role = own("aws:iam/role:Role");
      const directory = join(project, ".sst/artifacts", `${component.name}-src`);
      return {
        handler: component.outputs._metadata.handler,
        arn: String(created("aws:lambda/function:Function", component.name, lambda).state.arn),
        lambda,
        statements: statementsOf(role),
        managedPolicies: role.inputs.managedPolicyArns,
        links: decrypt(
          join(directory, lambda.environment.variables.SST_KEY_FILE),
          lambda.environment.variables.SST_KEY,
        ),
        directory,
        zip: join(project, ".sst/artifacts", component.name, "code.zip"),
      };
    });
  return { resources, functions };
}

/** What SST's runtime does with the links beside a bundle: AES-256-GCM with an empty nonce, the tag at the end. */
function decrypt(file: string, key: string): DeployedFunction["links"] {
  const bytes = readFileSync(file);
  const decipher = createDecipheriv("aes-256-gcm", Buffer.from(key, "base64"), Buffer.alloc(12));
  decipher.setAuthTag(bytes.subarray(-16));
  return JSON.parse(decipher.update(bytes.subarray(0, -16), undefined, "utf8") + decipher.final("utf8"));
}
