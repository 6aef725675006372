// What the disk did during a run, from the server's own numbers: a stall of the disk is not one of the server.

const bucket = /^aula_commit_seconds_bucket\{le="([^"]+)"\} (\d+)$/gm;

/** Commits so far by upper bound in seconds, cumulative, as Prometheus has them. */
export function commits_in(text) {
  return [...text.matchAll(bucket)].map(([, bound, count]) => [
    Number(bound.replace("+Inf", "Infinity")),
    Number(count),
  ]);
}

/** An upper bound, in ms, of the slowest commit between two looks; 0 when there was none. */
export function slowest_between(before, after) {
  const fresh = after.map(([bound, count], at) => [bound, count - before[at][1]]);
  const all = fresh.at(-1)?.[1] ?? 0;
  const within = fresh.find(([, count]) => count === all);
  return all === 0 ? 0 : 1000 * within[0];
}

/** Runs it; answers what it answered, and the slowest commit meanwhile. */
export async function with_commits(aula, run) {
  const look = async () => commits_in(await (await fetch(aula.metrics_url)).text());
  const before = await look();
  const answer = await run();
  return { answer, slowest_commit_ms: slowest_between(before, await look()) };
}
