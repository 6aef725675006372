// What has to be true when all is quiet, as it lies in both databases: I2 and I4, and that the standby has the same.
import { createHash } from "node:crypto";
import { SqlClient } from "./sql.mjs";

const patience_ms = 60_000;

const holes = `SELECT session, COUNT(*) AS events, MIN(seq) AS first, MAX(seq) AS last FROM events GROUP BY session
  HAVING COUNT(*) <> MAX(seq) OR MIN(seq) <> 1`;
const repeats = `SELECT session, author, command_key, COUNT(*) AS times FROM events WHERE command_key <> ''
  GROUP BY session, author, command_key HAVING COUNT(*) > 1`;
const all = "SELECT session, seq, author, command_key, type, body FROM events ORDER BY session, seq";

async function with_database(server, work) {
  const to = await SqlClient.connect(server.port, { database: "aula", patience_ms });
  try {
    return await work(to);
  } finally {
    to.end();
  }
}

const digest_of = (rows) =>
  createHash("sha256")
    .update(rows.map((row) => Object.values(row).join(" ")).join("\n"))
    .digest("hex");

/** `{events, complaints}` of all logs there are. */
export async function judge_logs(pair) {
  const complaints = [];
  await pair.until_synchronous();
  await pair.until_replayed();
  const here = await with_database(pair.primary, async (to) => {
    for (const row of await to.query(holes, patience_ms)) {
      complaints.push(`I2: the log of session ${row.session} has ${row.events} events, ${row.first} to ${row.last}`);
    }
    for (const row of await to.query(repeats, patience_ms)) {
      complaints.push(
        `I4: in session ${row.session} ${row.author}'s command ${row.command_key} happened ${row.times} times`,
      );
    }
    return to.query(all, patience_ms);
  });
  const there = await with_database(pair.standby, (to) => to.query(all, patience_ms));
  if (digest_of(here) !== digest_of(there))
    complaints.push(`the primary has ${here.length} events, the standby ${there.length} or others`);
  return { events: here.length, complaints };
}
