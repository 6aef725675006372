// R2: the power goes, and whatever was acknowledged is there when it is back.
//
// The server writes to an ext4 in a file that lies on XFS. A copy of that file that shares its blocks is made in an
// instant, so it is what a disk would hold that has kept all it ever accepted; what still lay in the kernel's memory is
// not in it. The server is started on the copy and its log compared with what had been acknowledged before the copy.
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { end } from "../load/bench/children.mjs";
import { Evidence, holes_of, number_of, read_log } from "./support/evidence.mjs";
import { make_image, mount, unmount, unmount_all, why_no_mounts } from "./support/mounts.mjs";
import { moment } from "./support/moment.mjs";

const people = 50;
const rate = 300;
const cuts_per_lecture = 20;
const disk_mb = 512;

/** The disk, and `cut()`: what a power cut at this instant leaves of it, mounted. */
function make_disk(scratch) {
  make_image(join(scratch, "outer.img"), 8 * disk_mb, "mkfs.xfs", "-q", "-m", "reflink=1");
  const outer = mount(join(scratch, "outer"), "-o", "loop", join(scratch, "outer.img"));
  const image = join(outer, "disk.img");
  make_image(image, disk_mb, "mkfs.ext4", "-q", "-F");
  const inner = mount(join(scratch, "disk"), "-o", "loop,noatime", image);
  const left = join(outer, "left.img");
  return {
    inner,
    cut: () => execFileSync("cp", ["--reflink=always", image, left]),
    power_on: () => mount(join(scratch, "left"), "-o", "loop", left),
    forget: () => {
      unmount(join(scratch, "left"));
      rmSync(left);
    },
  };
}

/** One cut: how much of what had been acknowledged by then is missing, and what else is wrong. */
async function one_cut({ disk, crowd, evidence, session, make_aula, scratch }) {
  await moment(100, 900);
  const { complaints } = await evidence.gather(crowd, [session]);
  const acked = [...(evidence.acked.get(session) ?? [])];
  disk.cut();
  const left = make_aula({}, { disk: scratch, data: join(disk.power_on(), "data") });
  try {
    const why_not = await left.serve().then(
      () => null,
      (error) => error.message,
    );
    if (why_not) return { missing: acked.length, acked: acked.length, start_ms: NaN, complaints: [why_not] };
    const rows = await read_log(left, session);
    const missing = acked.filter(([number, seq]) => !rows[seq - 1] || number_of(rows[seq - 1]) !== number).length;
    return { missing, acked: acked.length, start_ms: left.start_ms, complaints: [...complaints, ...holes_of(rows)] };
  } finally {
    await left.halt();
    disk.forget();
  }
}

async function lecture_with_cuts(cuts, { aula, evidence, ...more }) {
  const [room] = aula.rooms({ count: people });
  const crowd = await aula.crowd();
  await crowd.ask({ do: "join", course: aula.course, rooms: [room] });
  await crowd.ask({ do: "endure", streams: [{ rate, authors: people }] });
  const found = [];
  for (let cut = 0; cut < cuts; ++cut) found.push(await one_cut({ ...more, crowd, evidence, session: room.session }));
  await end(crowd.child);
  return found;
}

async function run({ full, make_aula, log, scratch }) {
  const cuts = full ? 100 : 5;
  const rounds = [];
  try {
    const disk = make_disk(scratch);
    const aula = make_aula({}, { disk: scratch, data: join(disk.inner, "data") });
    mkdirSync(join(scratch, "evidence"));
    const evidence = new Evidence(aula, join(scratch, "evidence"));
    await aula.serve();
    await aula.populate(people);
    // What was there before the lecture has been on the disk for long.
    await aula.halt();
    await aula.serve();
    while (rounds.length < cuts) {
      const wanted = Math.min(cuts_per_lecture, cuts - rounds.length);
      rounds.push(...(await lecture_with_cuts(wanted, { disk, aula, make_aula, evidence, scratch })));
      log(`${rounds.length} cuts, ${rounds.reduce((sum, each) => sum + each.missing, 0)} missing`);
    }
    await aula.halt();
    return judge(rounds, evidence.totals.acknowledged);
  } finally {
    unmount_all();
  }
}

function judge(rounds, acknowledged) {
  const missing = rounds.reduce((sum, each) => sum + each.missing, 0);
  const with_loss = rounds.filter((each) => each.missing > 0).length;
  const complaints = rounds.flatMap((each) => each.complaints);
  const figures = {
    cuts: rounds.length,
    acknowledged,
    missing,
    cuts_with_loss: with_loss,
    checked: rounds.reduce((sum, each) => sum + each.acked, 0),
    most_missing: Math.max(...rounds.map((each) => each.missing)),
    start_ms_max: Math.max(...rounds.map((each) => each.start_ms).filter(Number.isFinite)),
    complaints: complaints.slice(0, 20),
  };
  const reached =
    `${rounds.length} cuts, ${acknowledged} acknowledged: ${missing} missing after ${with_loss} of the cuts` +
    `${missing ? `, ${figures.most_missing} at most` : ""}${complaints.length ? `; ${complaints[0]}` : ""}`;
  return { reached, holds: missing === 0 && complaints.length === 0 && acknowledged > 0, figures };
}

export default {
  id: "R2",
  title: "power cut",
  goal: "100 cuts at a random instant: what was acknowledged is in what is recovered; with synchronous=NORMAL it is not",
  needs: () => why_no_mounts("mkfs.xfs", "mkfs.ext4"),
  run,
};
