// Time in tests of faults: a fault lasts, and what follows is awaited.

export const pass = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Whether this comes, within so long. */
export const comes = (promise, patience_ms) =>
  Promise.race([promise.then(() => true), pass(patience_ms).then(() => false)]);

/** Looks until `holds()` is true, at most so long; answers whether it was. */
export async function until(holds, patience_ms, look_ms = 20) {
  const give_up = performance.now() + patience_ms;
  while (!(await holds())) {
    if (performance.now() > give_up) return false;
    await pass(look_ms);
  }
  return true;
}
