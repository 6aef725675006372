// P9: what everybody asks for costs the same in a course of ten thousand people as in one of ninety-five.
import { readFileSync, readdirSync } from "node:fs";
import { Agent, request } from "node:http";
import { Aula, course_document } from "./aula.mjs";
import { median, ratio, short } from "./figures.mjs";

const askers = 40; // a person may ask 300 times at once, and all rounds together ask less often than that
const roster_max = 1000;

/** What a page asks first; the goal is the CPU for one request, in µs. */
const roads = [
  { name: "room's first request", goal_us: 200, path: ({ slug, session }) => `/courses/${slug}/sessions/${session}` },
  { name: "course page", goal_us: 400, path: ({ slug }) => `/courses/${slug}` },
];

/** CPU seconds that a process has used, in all its threads. */
function cpu_seconds(pid) {
  const tasks = readdirSync(`/proc/${pid}/task`);
  const used = (task) => Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, "utf8").split(" ")[0]);
  return tasks.reduce((sum, task) => sum + used(task), 0) / 1e9;
}

/** Over one connection, one request after the other. */
class Browser {
  #agent = new Agent({ keepAlive: true, maxSockets: 1 });

  constructor(port) {
    this.port = port;
  }

  ask(method, path, { cookie, body } = {}) {
    const headers = {
      ...(cookie && { cookie }),
      ...(body && { "content-type": "application/json", origin: `http://127.0.0.1:${this.port}` }),
    };
    const options = { host: "127.0.0.1", port: this.port, method, path: `/api/v1${path}`, headers, agent: this.#agent };
    return new Promise((resolve, reject) => {
      const asked = request(options, (reply) => {
        let size = 0;
        reply.on("data", (piece) => (size += piece.length));
        reply.on("end", () => {
          if (reply.statusCode >= 300) return reject(new Error(`${method} ${path}: ${reply.statusCode}`));
          resolve({ size, cookie: reply.headers["set-cookie"]?.[0].split(";")[0] });
        });
      });
      asked.on("error", reject);
      asked.end(body && JSON.stringify(body));
    });
  }

  close() {
    this.#agent.destroy();
  }
}

/** A course with this number of people and sessions, and the cookies of 40 of the people. */
async function populated(aula, browser, slug, people, sessions) {
  const made = await aula.operator("POST", "/courses", course_document(slug, sessions));
  const person = (_, number) => ({
    name: `Attendee ${number}`,
    email: `a${number}@example.org`,
    external_id: `a-${number}`,
    institution: "Leiden University",
    country: "NL",
  });
  const all = Array.from({ length: people }, person);
  const links = [];
  for (let from = 0; from < people; from += roster_max) {
    const added = await aula.operator("POST", `/courses/${slug}/roster`, all.slice(from, from + roster_max));
    links.push(...added.people.map((each) => each.join_link));
  }
  const cookies = [];
  for (const link of links.slice(0, askers)) {
    const token = link.split("#")[1];
    cookies.push((await browser.ask("POST", "/logins", { body: { token } })).cookie);
  }
  return { slug, people, sessions, cookies, session: made.sessions.at(-1).id, asked: 0 };
}

async function ask_many(browser, course, road, times) {
  for (let i = 0; i < times; ++i) {
    await browser.ask("GET", road.path(course), { cookie: course.cookies[course.asked++ % course.cookies.length] });
  }
}

/** µs of the server's CPU for one request, the median of the rounds; the courses take turns. */
async function measured(bench, aula, browser, courses) {
  const times = bench.quick ? 100 : 500;
  const rounds = Math.max(3, bench.rounds);
  const found = roads.map(() => courses.map(() => []));
  for (let round = 0; round < rounds; ++round) {
    for (const [at, road] of roads.entries()) {
      for (const [which, course] of courses.entries()) {
        await ask_many(browser, course, road, 20);
        const before = cpu_seconds(aula.pid);
        await ask_many(browser, course, road, times);
        found[at][which].push(((cpu_seconds(aula.pid) - before) / times) * 1e6);
      }
    }
  }
  return found.map((each) => each.map(median));
}

export async function asking(bench, people) {
  const aula = new Aula(bench.binaries);
  let browser;
  try {
    await aula.serve();
    browser = new Browser(aula.port);
    const shapes = [
      ["crowd", people, 120],
      ["same-week", 95, 120],
      ["handful", 95, 13],
    ];
    const courses = [];
    for (const shape of shapes) courses.push(await populated(aula, browser, ...shape));
    const found = await measured(bench, aula, browser, courses);
    return roads.map((road, at) => {
      const [crowd, same_week, handful] = found[at];
      return {
        goal: "P9",
        what: `${road.name}, ${short(people)} people × 120 sessions`,
        reached: `${short(crowd)} µs`,
        beside: `${ratio(crowd / same_week)} with 95 × 120 (${short(same_week)} µs), ${ratio(crowd / handful)} with 95 × 13 (${short(handful)} µs)`,
        holds: crowd <= road.goal_us && crowd <= 1.2 * handful,
        figures: { us: crowd, same_week_us: same_week, handful_us: handful },
      };
    });
  } finally {
    browser?.close();
    await aula.remove();
  }
}
