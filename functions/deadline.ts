/** A promise's value, or a rejection when it is not there by an instant of real time (epoch ms). The work itself goes on. */
export async function within<T>(deadline: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const error = new Error("It took too long.");
      error.name = "DeadlineExceeded";
      reject(error);
    }, deadline - Date.now());
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
