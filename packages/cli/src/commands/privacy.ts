import type { Service } from "../service.ts";

type Slice<T> = T & { next: string | null; read: number };

/** Asks for something that reads all there is, slice after slice; how much was read shows on stderr where that is a terminal. */
export async function* slices<T extends object>(baton: Service, path: string, asked: object): AsyncGenerator<Slice<T>> {
  const { stderr } = process;
  let cursor: string | null = null;
  let read = 0;
  try {
    do {
      const slice: Slice<T> = await baton.call("POST", path, {
        body: JSON.stringify({ ...asked, ...(cursor !== null && { cursor }) }),
        headers: { "content-type": "application/json" },
      });
      read += slice.read;
      if (stderr.isTTY) stderr.write(`\r\u001b[K${read} items read`);
      yield slice;
      cursor = slice.next;
    } while (cursor !== null);
  } finally {
    if (stderr.isTTY) stderr.write("\r\u001b[K");
  }
}
