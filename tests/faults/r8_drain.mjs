// R8: the server is stopped and started again in mid-lecture, as for an update, and its certificate and configuration are
// read anew while everybody stays.
import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { connect } from "node:tls";
import { end } from "../load/bench/children.mjs";
import { short } from "../load/bench/figures.mjs";
import { Evidence } from "./support/evidence.mjs";
import { moment } from "./support/moment.mjs";

const exit_max_ms = 10_000;
const restarting = "4000";
const patience_ms = 20_000;

async function lecture(aula, people, rate) {
  const [room] = aula.rooms({ count: people });
  const crowd = await aula.crowd();
  await crowd.ask({ do: "join", course: aula.course, rooms: [room] });
  const talk = () => crowd.ask({ do: "endure", streams: [{ rate, authors: people }] });
  await talk();
  return { crowd, session: room.session, talk };
}

/** SIGTERM under load, a start, and everybody again. */
async function one_restart({ aula, evidence, crowd, session }) {
  await moment(500, 1500);
  await evidence.gather(crowd, [session]);
  const asked_at = performance.now();
  const status = await aula.kill("SIGTERM");
  const exit_ms = performance.now() - asked_at;
  await aula.serve();
  const { report, complaints } = await evidence.gather(crowd, [session], { settle: 90 });
  if (status !== 0) complaints.push(`it ended with ${status}`);
  if (!report.settled)
    complaints.push(`${report.away_now} people are not back, ${report.unanswered} commands have no answer`);
  const { rows, complaints: of_log } = await evidence.check_log(session);
  complaints.push(
    ...of_log,
    ...(await evidence.check_screens(crowd, 0, rows)),
    ...(await evidence.check_attendance(session)),
  );
  // Connections that were still being made when it ended hear nothing; whoever was in a room is told to come back.
  const told = report.closed[restarting] ?? 0;
  if (told < report.losses)
    complaints.push(`${report.losses - told} of ${report.losses} were not told that it is restarting`);
  return { exit_ms, away: report.away, told, losses: report.losses, complaints };
}

async function restarts({ full, aula, log, scratch }) {
  const [people, rate, count] = full ? [5000, 100, 5] : [300, 50, 2];
  const evidence = new Evidence(aula, scratch);
  await aula.serve();
  await aula.populate(people);
  const { crowd, session, talk } = await lecture(aula, people, rate);
  const rounds = [];
  for (let round = 0; round < count; ++round) {
    rounds.push(await one_restart({ aula, evidence, crowd, session }));
    log(
      `ended within ${short(rounds.at(-1).exit_ms)} ms; ${rounds.at(-1).told} were told, back p99 ${short(rounds.at(-1).away.p99_ms)} ms`,
    );
    await talk();
  }
  await end(crowd.child);
  const totals = await evidence.count_found();
  await aula.halt();
  return { people, rounds, totals };
}

/** The certificate that somebody who connects now is shown. */
const shown_certificate = (aula) =>
  new Promise((resolve, reject) => {
    const socket = connect({ host: "127.0.0.1", port: aula.port, rejectUnauthorized: false }, () => {
      resolve(socket.getPeerCertificate().fingerprint256);
      socket.end();
    });
    socket.once("error", reject);
  });

/** Asks it to read its files again, and waits for the line that says what came of it. */
async function reload(aula, line) {
  process.kill(aula.pid, "SIGHUP");
  const began = performance.now();
  while (!line.test(aula.log)) {
    if (performance.now() - began > patience_ms)
      throw new Error(`no line ${line} after SIGHUP:\n${aula.log.slice(-2000)}`);
    await pause(20); // looked for again
  }
}

/** A certificate and a configuration that can be read anew, good and bad. */
async function files_of(aula, make_aula, scratch) {
  const files = await aula.certificate();
  const other = await make_aula({}, { disk: scratch }).certificate();
  const config = join(aula.folder, "aula.toml");
  const configure = (rate) => writeFileSync(config, `[limits]\nregistrations_per_minute = ${rate}\n`);
  configure(60);
  return {
    files,
    config,
    configure,
    renew() {
      for (const each of Object.keys(files)) copyFileSync(other[each], files[each]);
    },
    spoil: () =>
      writeFileSync(files["tls.certificate"], "-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n"),
  };
}

async function reloads({ full, make_aula, scratch, log }) {
  const people = full ? 2000 : 100;
  const aula = make_aula({}, { disk: scratch });
  const evidence = new Evidence(aula, scratch);
  const complaints = [];
  const { files, config, configure, renew, spoil } = await files_of(aula, make_aula, scratch);
  await aula.serve(files, { config });
  await aula.populate(people);
  const { crowd, session } = await lecture(aula, people, 50);
  const old = await shown_certificate(aula);
  renew();
  configure(61);
  await reload(aula, /"reloaded".*registrations_per_minute/);
  const fresh = await shown_certificate(aula);
  if (fresh === old) complaints.push("the old certificate is still shown");
  configure('"many"');
  await reload(aula, /not reloaded.*registrations_per_minute/);
  configure(61);
  spoil();
  await reload(aula, /not reloaded.*chain\.pem/);
  if ((await shown_certificate(aula)) !== fresh) complaints.push("a bad file has replaced the certificate");
  const { report, complaints: of_report } = await evidence.gather(crowd, [session], { settle: 60 });
  complaints.push(...of_report, ...(await evidence.check_log(session)).complaints);
  if (report.losses > 0) complaints.push(`${report.losses} were dropped by a reload`);
  if (!report.settled || report.acked === 0) complaints.push("the lecture has not gone on");
  log(`3 reloads beside ${people} people over TLS: ${report.losses} dropped`);
  await end(crowd.child);
  return { people, dropped: report.losses, complaints };
}

async function run(given) {
  const stopped = await restarts(given);
  const reloaded = await reloads(given);
  const { rounds, totals } = stopped;
  const complaints = [...rounds.flatMap((each) => each.complaints), ...reloaded.complaints];
  const exit_ms = Math.max(...rounds.map((each) => each.exit_ms));
  const p99 = Math.max(...rounds.map((each) => each.away.p99_ms));
  const p50 = Math.min(...rounds.map((each) => each.away.p50_ms));
  const lost = totals.acknowledged - totals.found;
  const reached =
    `${rounds.length} times SIGTERM with ${stopped.people} people: ${totals.acknowledged} acknowledged, ${lost} lost; exit within ` +
    `${short(exit_ms)} ms; back p50 ${short(p50)} ms, p99 ${short(p99)} ms; 3 reloads, 2 of them with bad files: ${reloaded.dropped} dropped` +
    `${complaints.length ? `; ${complaints[0]}` : ""}`;
  return {
    reached,
    holds: complaints.length === 0 && lost === 0 && (exit_ms <= exit_max_ms || !given.full),
    figures: {
      exit_ms,
      totals,
      rounds: rounds.map(({ complaints: _, ...round }) => round),
      reloaded,
      complaints: complaints.slice(0, 20),
    },
  };
}

export default {
  id: "R8",
  title: "stopped and started again; certificate and configuration read anew",
  goal: "SIGTERM with thousands connected: 0 acked lost, exit ≤ 10 s, back-off spread; reload drops nobody, a bad file is refused",
  run,
};
