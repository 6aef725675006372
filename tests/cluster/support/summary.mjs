// What is shown to a person at the end.
import { percentile } from "../../faults/support/evidence.mjs";

const complaints_shown = 20;
const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;

/** By kind: how often, and how long until all was well. */
function kills_of(rounds) {
  const names = [...new Set(rounds.map((each) => each.kind))];
  return names.map((name) => {
    const well = rounds.filter((each) => each.kind === name && each.well_ms).map((each) => each.well_ms);
    const times = well.length
      ? `well again after ${seconds(percentile(well, 0.5))}, at most ${seconds(Math.max(...well))}`
      : "NOT WELL AGAIN";
    return `  ${name.padEnd(18)} ${String(well.length).padStart(3)} × ${times}`;
  });
}

function rehearsal_of({ lectures, pauses, answers }) {
  const sum = (what) => lectures.reduce((total, each) => total + what(each), 0);
  const lines = [
    `lectures ${lectures.length}, acknowledged messages ${sum((each) => each.chat)}, lost connections ${sum((each) => each.outages)}, ` +
      `attendance compared ${sum((each) => each.compared)}, wrong ${sum((each) => each.wrong.length)}, mistakes ${sum((each) => each.mistakes)}`,
  ];
  const times = (name, of) =>
    of &&
    `${name} p50 ${seconds(of.p50_ms)}, p99 ${seconds(of.p99_ms)}, at most ${seconds(of.most_ms)} (${of.receipts})`;
  return [...lines, times("pauses", pauses), times("answers", answers)].filter(Boolean);
}

export function summary_of({ passed, nodes, rehearsal, logs, kills, complaints }) {
  const lines = [`${nodes} nodes, ${kills.length} kills`, ...kills_of(kills)];
  if (rehearsal) lines.push(...rehearsal_of(rehearsal));
  if (logs) lines.push(`events in both databases ${logs.events}`);
  lines.push(...complaints.slice(0, complaints_shown).map((each) => `wrong: ${each}`));
  if (complaints.length > complaints_shown) lines.push(`… and ${complaints.length - complaints_shown} more`);
  return `${lines.join("\n")}\n${passed ? "PASS" : "FAIL"}\n`;
}
