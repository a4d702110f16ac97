/** Asks for something that reads a lot, slice after slice; how much was read shows on stderr where that is a terminal. */
export async function* slices<Slice extends { next: string | null; read: number }>(
  ask: (cursor: string | undefined) => Promise<Slice>,
): AsyncGenerator<Slice> {
  const { stderr } = process;
  let cursor: string | null = null;
  let read = 0;
  try {
    do {
      const slice: Slice = await ask(cursor ?? undefined);
      read += slice.read;
      if (stderr.isTTY) stderr.write(`\r\u001b[K${read} items read`);
      yield slice;
      cursor = slice.next;
    } while (cursor !== null);
  } finally {
    if (stderr.isTTY) stderr.write("\r\u001b[K");
  }
}
