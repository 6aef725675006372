// Numbers and the table they are shown in.

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return NaN;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** 1,234,567 as `1.23 M`, 12,345 as `12.3 k`: three figures are more than such a measurement knows. */
export function short(value) {
  if (!Number.isFinite(value)) return "–";
  const [scale, unit] = Math.abs(value) >= 1e6 ? [1e6, " M"] : Math.abs(value) >= 1e4 ? [1e3, " k"] : [1, ""];
  return Number((value / scale).toPrecision(3)).toString() + unit;
}

export const ms = (value) => `${short(value)} ms`;
export const ratio = (value) => `${Number(value.toPrecision(3))}×`;
export const kib = (bytes) => `${short(bytes / 1024)} KiB`;
export const mib = (bytes) => `${short(bytes / 1024 / 1024)} MiB`;

const word = { true: "yes", false: "NO", undefined: "" };

/** Lines of columns as wide as their widest entry. */
export function in_columns(lines) {
  const widths = lines[0].map((_, at) => Math.max(...lines.map((line) => String(line[at]).length)));
  return lines
    .map((line) =>
      line
        .map((text, at) => String(text).padEnd(widths[at]))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** What was measured, beside its goals. */
export function table(rows) {
  const head = ["goal", "what", "reached", "beside it", "holds"];
  return in_columns([head, ...rows.map((row) => [row.goal, row.what, row.reached, row.beside ?? "", word[row.holds]])]);
}

/** One key a goal; a goal holds when all of its rows that can be judged do. */
export function by_goal(rows, goals) {
  const found = {};
  for (const row of rows) {
    found[row.goal] ??= { goal: goals[row.goal] ?? "", reached: {}, holds: true };
    const entry = found[row.goal];
    entry.reached[row.what] = { text: row.reached, beside: row.beside, holds: row.holds, ...row.figures };
    if (row.holds === false) entry.holds = false;
  }
  return found;
}
