// The server's own numbers.

/** The sum of a family's samples whose labels have all of these: `lagging` of closes, for example. */
export async function metric(aula, family, ...labels) {
  const text = await (await fetch(aula.metrics_url)).text();
  const lines = text.split("\n").filter((line) => line.startsWith(`${family}{`) || line.startsWith(`${family} `));
  const wanted = lines.filter((line) => labels.every((label) => line.includes(label)));
  return wanted.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(" ") + 1)), 0);
}
