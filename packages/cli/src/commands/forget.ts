import { body, connect, type GoodAnswer, type Service } from "../service.ts";
import { asTable, print } from "../table.ts";
import { UsageError } from "../usage.ts";
import { user, type Where } from "../where.ts";
import { slices } from "./privacy.ts";

type Receipt = GoodAnswer<Service["privacy"]["receipts"]["$get"]>["receipts"][number];

/** Erases one person and prints the receipt; or, with `list`, prints all receipts. */
export async function forget(
  email: string | undefined,
  {
    url,
    json,
    list,
    by = user(),
    why,
    audit,
  }: Where & { list?: boolean; by?: string | undefined; why?: string; audit?: boolean },
): Promise<number> {
  if ((email === undefined) !== (list === true)) throw new UsageError("Name an e-mail address, or --list.");
  const { privacy } = connect(url);
  if (email === undefined) {
    const { receipts } = await body(privacy.receipts.$get());
    if (json) print({ receipts });
    else console.log(inRows(receipts));
    return 0;
  }
  let last: Receipt | undefined;
  const asked = { email, ...(by !== undefined && { by }), ...(why !== undefined && { why }) };
  const forgetting = slices((cursor) => body(privacy.forget.$post({ json: { ...asked, cursor, audit } })));
  for await (const { receipt } of forgetting) last = receipt;
  const receipt = last!;
  if (json) print(receipt);
  else console.log([inRows([receipt]), ...remains(receipt)].join("\n"));
  return receipt.doneAt === undefined ? 1 : 0;
}

/** What a human has to see to. */
function remains({ unsure, pending, agreements }: Receipt): string[] {
  return [
    ...(pending.length > 0
      ? [
          `Not finished: these deliveries are still being worked on. Do it again when they are done: ${pending.join(", ")}`,
        ]
      : []),
    ...(unsure.length > 0
      ? [
          `Look at these deliveries, which have a number or browser id of theirs beside another's address: ${unsure.join(", ")}`,
        ]
      : []),
    ...(agreements.length > 0
      ? [`Versions of the agreement name them, and never change: ${agreements.join(", ")}`]
      : []),
  ];
}

const inRows = (receipts: readonly Receipt[]): string =>
  asTable(
    ["receipt", "address (digest)", "done", "by", "why", "leads", "deliveries", "touches", "people", "mentions"],
    receipts.map(({ id, address, doneAt, by, why, erased }) => [
      id,
      address.slice(0, 16),
      doneAt ?? "not finished",
      by ?? null,
      why ?? null,
      erased.leads,
      erased.deliveries,
      erased.touches,
      erased.people,
      erased.mentions,
    ]),
  );
