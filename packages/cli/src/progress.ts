/** How far long work has come, on stderr where that is a terminal. */
export function progress(what: string, total: number): { at(done: number): void; end(): void } {
  const { stderr } = process;
  if (!stderr.isTTY || total === 0) return { at() {}, end() {} };
  const clear = "\r\u001b[K";
  const at = (done: number) => void stderr.write(`${clear}${what}: ${done} of ${total}`);
  at(0);
  let shown = true;
  return {
    at,
    end() {
      if (shown) stderr.write(clear);
      shown = false;
    },
  };
}
