import { isMainThread } from "node:worker_threads";

// A parent that is killed with SIGKILL cannot tell its children. Being adopted by another process is how they learn of it,
// and asking the own process to terminate is how everything that cleans up on SIGTERM gets its chance.
if (isMainThread) {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    process.kill(process.pid, "SIGTERM");
  }, 200);
  timer.unref();
}
