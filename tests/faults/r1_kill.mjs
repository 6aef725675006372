// R1: the process is killed in the middle of a lecture, and nobody notices more than a pause.
import { end } from "../load/bench/children.mjs";
import { short } from "../load/bench/figures.mjs";
import { Evidence, percentile } from "./support/evidence.mjs";
import { moment } from "./support/moment.mjs";

const kills_per_lecture = 20; // then the next session, so that logs stay as long as a lecture's
const deaf = 20;
const ready_max_ms = 2000;
const resumed_max_ms = 5000;

/** Presence is credited up to the last proof of life, and gaps below the grace time (15 s) are none. */
const attendance_error_max_ms = 10_000;

async function one_kill({ aula, crowd, evidence, session, streams }) {
  await crowd.ask({ do: "endure", streams });
  await moment(300, 1000);
  // Some say something and never hear the answer: they ask again later, and it must not happen twice.
  await crowd.ask({ do: "unplug", count: deaf });
  await moment(100, 600);
  const killed_at = Date.now();
  await aula.kill();
  await aula.serve();
  const ready_ms = Date.now() - killed_at;
  await crowd.ask({ do: "replug" });
  const { report, complaints } = await evidence.gather(crowd, [session], { settle: 90 });
  if (!report.settled)
    complaints.push(`${report.away_now} people are not back, ${report.unanswered} commands have no answer`);
  const log = await evidence.check_log(session);
  complaints.push(
    ...log.complaints,
    ...(await evidence.check_screens(crowd, 0, log.rows)),
    ...(await evidence.check_attendance(session)),
  );
  return { ready_ms, report, complaints };
}

/** I6 against what the test knows: everybody was there all the time, but for the pauses. */
async function attendance_errors(aula, session) {
  const { rows } = await aula.operator("GET", `/courses/${aula.course}/attendance?table=persons&format=json`);
  const { sessions } = await aula.operator("GET", `/courses/${aula.course}/attendance?table=matrix&format=json`);
  const lasted = sessions.find((each) => each.session === session).live_ms;
  const there = rows.filter((row) => row.session === session && row.first_join && row.role === "attendee");
  const errors = there.map((row) => lasted - row.live_ms);
  return { most_ms: Math.max(...errors), least_ms: Math.min(...errors), people: there.length };
}

async function run({ full, aula, log, scratch }) {
  const [people, rate, kills] = full ? [500, 300, 200] : [150, 100, 4];
  const evidence = new Evidence(aula, scratch);
  const [rounds, complaints, attendance] = [[], [], []];
  await aula.serve();
  await aula.populate(people);
  const streams = [{ rate, authors: people }];
  while (rounds.length < kills) {
    const [room] = aula.rooms({ count: people });
    const crowd = await aula.crowd();
    await crowd.ask({ do: "join", course: aula.course, rooms: [room] });
    for (let kill = 0; kill < kills_per_lecture && rounds.length < kills; ++kill) {
      const round = await one_kill({ aula, crowd, evidence, session: room.session, streams });
      rounds.push(round);
      complaints.push(...round.complaints.map((each) => `kill ${rounds.length}: ${each}`));
      for (const each of round.complaints) log(`kill ${rounds.length}: ${each}`);
    }
    attendance.push(await attendance_errors(aula, room.session));
    await end(crowd.child);
    log(
      `${rounds.length} kills, ${evidence.totals.acknowledged} acknowledged, attendance ${JSON.stringify(attendance.at(-1))}`,
    );
  }
  return judge({ full, people, rounds, complaints, attendance, totals: await evidence.count_found() });
}

function judge({ full, people, rounds, complaints, attendance, totals }) {
  const ready = rounds.map((each) => each.ready_ms);
  const back = rounds.map((each) => each.report.away);
  // Each round's own percentile, and of those the worst: a crowd's p99 in the worst of all kills.
  const figures = {
    kills: rounds.length,
    people,
    ...totals,
    losses: rounds.reduce((sum, each) => sum + each.report.losses, 0),
    resumed: rounds.reduce((sum, each) => sum + each.report.resumed, 0),
    resent: rounds.reduce((sum, each) => sum + each.report.resent, 0),
    ready_ms: { p50: percentile(ready, 0.5), p99: percentile(ready, 0.99), max: Math.max(...ready) },
    resume_ms: {
      p50: percentile(
        back.map((each) => each.p50_ms),
        0.5,
      ),
      p99: percentile(
        back.map((each) => each.p99_ms),
        0.5,
      ),
      p99_of_the_worst_kill: Math.max(...back.map((each) => each.p99_ms)),
      max: Math.max(...back.map((each) => each.max_ms)),
    },
    attendance_error_ms: Math.max(...attendance.map((each) => each.most_ms)),
    attendance, // of each lecture
    complaints: complaints.slice(0, 20),
  };
  const credited = attendance.every((each) => each.least_ms >= 0 && (each.most_ms <= attendance_error_max_ms || !full));
  const is_whole = complaints.length === 0 && totals.found === totals.acknowledged && credited;
  const is_quick = figures.ready_ms.p99 <= ready_max_ms && figures.resume_ms.p99 <= resumed_max_ms;
  const reached =
    `${figures.kills} kills: ${totals.acknowledged} acknowledged, ${totals.found} found, ${totals.missing} missing, ` +
    `${totals.duplicated} duplicated, ${totals.out_of_order} out of order; ready p99 ${short(figures.ready_ms.p99)} ms, ` +
    `resumed p50 ${short(figures.resume_ms.p50)} ms, p99 ${short(figures.resume_ms.p99)} ms; attendance off by at most ` +
    `${short(figures.attendance_error_ms)} ms${complaints.length ? `; ${complaints[0]}` : ""}`;
  return { reached, holds: is_whole && (is_quick || !full), figures };
}

export default {
  id: "R1",
  title: "kill -9 under load",
  goal: "500 clients, 300 publishes/s, 200 kills: I1–I6 hold every time; ready ≤ 2 s; everyone resumed p99 ≤ 5 s",
  run,
};
