import type { Source } from "@baton/core/agreement";
import type { Delivery, Reference } from "@baton/core/delivery";
import { type Answered, answered } from "@baton/core/intake";
import { type Naming, type Provider, secretsOf } from "@baton/sources";
import { relay, sourceSecrets } from "./deps.ts";
import { providerApi } from "./provider-api.ts";

/** What asking for all that one delivery names may take, in real ms: the worker has a minute, and wants to keep what it was told. */
const ASKING_MS = 30_000;

/** Asks a provider for what a delivery only names, as far as it has not been asked before and there is time. */
export async function askProvider(
  module: Provider,
  source: Source,
  delivery: Delivery,
  references: Reference[],
  naming: Naming,
): Promise<Answered[]> {
  const answers: Answered[] = [];
  const until = Date.now() + ASKING_MS;
  // One after the other: a provider that is busy should not get more at once.
  for (const reference of references)
    answers.push(
      Date.now() < until
        ? await ask(module, source, delivery, reference, naming)
        : { reference, problem: "later", message: "The provider is slow; it is asked for the rest later." },
    );
  return answers;
}

async function ask(
  module: Provider,
  source: Source,
  delivery: Delivery,
  reference: Reference,
  naming: Naming,
): Promise<Answered> {
  if (!module.fetch || !module.api) return { reference, problem: "gone", message: "This provider cannot be asked." };
  const known = await answered(relay, delivery, reference);
  if (known) return { reference, known };
  const token = secretsOf(source, sourceSecrets())?.accessToken[0];
  try {
    return { reference, ...(await module.fetch(reference, providerApi(module.api, token), naming)) };
  } catch (error) {
    return { reference, problem: "later", message: `It could not be reached (${(error as Error).name}).` };
  }
}
