import { account as id, region } from "./provider.ts";
import type { Answer, Reply } from "./server.ts";

const bootstrap = {
  asset: "sst-asset",
  state: "sst-state",
  assetEcrRegistryId: id,
  assetEcrUrl: `${id}.dkr.ecr.${region}.amazonaws.com/sst-asset`,
  appsyncHttp: "appsync.example",
  appsyncRealtime: "appsync.example",
  // Newer than any that there is, so that nothing wants to be upgraded.
  version: 99,
};

/** Stands in for the AWS account that SST's CLI itself talks to: it is bootstrapped, and nothing was ever deployed to it. */
export const account: Answer = ({ method, url = "", headers }, body) => {
  const target = headers["x-amz-target"];
  const json =
    (status: number, value: object): Reply =>
    (response) =>
      response.writeHead(status, { "content-type": "application/x-amz-json-1.1" }).end(JSON.stringify(value));
  if (target === "AmazonSSM.GetParameter") {
    const { Name } = JSON.parse(body) as { Name: string };
    if (Name === "/sst/bootstrap") return json(200, { Parameter: { Name, Value: JSON.stringify(bootstrap) } });
    return json(400, { __type: "ParameterNotFound" });
  }
  if (target === "AmazonSSM.PutParameter") return json(200, { Version: 1 });
  if (method === "GET" && url.startsWith(`/${bootstrap.state}/`))
    return (response) =>
      response.writeHead(404, { "content-type": "application/xml" }).end("<Error><Code>NoSuchKey</Code></Error>");
  return undefined;
};
