// What people do with a server in one round: they talk, come in, open a room, look at pages, register and bring slides. Each
// piece of work ends with success or with a refusal, and never with neither.
import { Agent, request } from "node:http";
import { course_document } from "../../load/bench/aula.mjs";
import { ask_operator } from "../../support/operator.mjs";
import { tiny_pdf } from "./tiny_pdf.mjs";
import { Visitor, start_lecture } from "./visitor.mjs";
import { until } from "./waiting.mjs";

const attendees = 80;
const side_sessions = 8;
const patience_ms = 6000;
const deck_patience_ms = 90_000;
const refused_as = new Set([503, 507]);

const cut =
  /^(closed with|was not upgraded|socket hang up|read ECONNRESET|write EPIPE|This socket has been ended|connect ECONNREFUSED|aborted)/;

/** A request of a page; answers `{status, text, cookie}`; rejects when the connection is cut, or with "no answer in time". */
function ask(port, method, path, { cookie = "", body, type = "application/json" } = {}) {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(body === undefined ? "" : JSON.stringify(body));
  const headers = { cookie, origin: `http://127.0.0.1:${port}`, "sec-fetch-site": "same-origin" };
  if (bytes.length > 0) Object.assign(headers, { "content-type": type, "content-length": bytes.length });
  return new Promise((resolve, reject) => {
    const options = { host: "127.0.0.1", port, path, method, headers, agent: new Agent(), timeout: patience_ms };
    const asked = request(options, (reply) => {
      let text = "";
      reply.on("data", (piece) => (text += piece));
      reply.on("error", reject);
      reply.on("end", () =>
        resolve({ status: reply.statusCode, text, cookie: reply.headers["set-cookie"]?.[0]?.split(";")[0] }),
      );
    });
    asked.on("timeout", () => asked.destroy(new Error("no answer in time")));
    asked.on("error", reject);
    asked.end(bytes);
  });
}

export class WorkingDay {
  complaints = [];
  counts = { done: 0, turned_away: 0, cut: 0 };
  acked = []; // {seq, text}
  registered = new Map(); // address to whether it was confirmed
  #people = [];
  #turn = 0;
  #told = 0;
  #waiting = []; // chat messages without an answer yet: {text, answered}

  constructor(aula) {
    this.aula = aula;
  }

  /** The course, people with logins, a lecture under way with two who stay. */
  async begin() {
    const { aula } = this;
    const saved = await aula.operator("POST", "/courses", course_document(aula.course, side_sessions + 1));
    [this.session, ...this.sides] = saved.sessions.map((each) => each.id);
    const person = (role, number) => ({
      name: `${role} ${number}`,
      role,
      external_id: `${role}-${number}`,
      country: "NL",
    });
    const roster = [
      person("lecturer", 0),
      ...Array.from({ length: attendees }, (_, number) => person("attendee", number)),
    ];
    const { people } = await aula.operator("POST", `/courses/${aula.course}/roster`, roster);
    for (const each of people) {
      const body = { token: each.join_link.split("#")[1] };
      const { cookie, status } = await ask(aula.port, "POST", "/api/v1/logins", { body });
      if (status !== 200) throw new Error(`a link was answered ${status}`);
      this.#people.push(cookie);
    }
    this.stayers = [this.#visitor(this.session, 0), this.#visitor(this.session, 1)];
    for (const each of this.stayers) await each.come();
    await start_lecture(this.stayers[0]);
  }

  #visitor(session, person) {
    return new Visitor({ port: this.aula.port, course: this.aula.course, session }, this.#people[person]);
  }

  /** Everybody but those who stay, one after the other, because each person gets only so many tickets a minute. */
  #newcomer(session) {
    return this.#visitor(session, 2 + (this.#turn++ % (this.#people.length - 2)));
  }

  #side = () => this.sides[this.#turn % this.sides.length];

  /** The pieces of work by their names. */
  work = {
    talk: async () => {
      for (const each of this.stayers) this.#say(each);
    },
    join: () => this.#visit(this.session),
    open_room: () => this.#visit(this.#side()),
    page: () => this.#request("GET", "/"),
    me: () => this.#request("GET", "/api/v1/me"),
    chat: () => this.#request("GET", `/api/v1/courses/${this.aula.course}/sessions/${this.session}/chat`),
    report: () =>
      this.#as_operator("GET", `/courses/${this.aula.course}/attendance?table=intervals&format=json&source=log`).then(
        () => 200,
      ),
    register: () => this.#register(),
    upload: (round) => this.#upload(round),
  };

  /** Does these pieces of work at once; resolves when each has ended. */
  async round(names, number) {
    await Promise.all(names.map((name) => this.#ends(name, this.work[name](number))));
  }

  async #ends(name, doing) {
    try {
      const status = (await doing) ?? 200;
      if (status < 300) ++this.counts.done;
      else if (refused_as.has(status)) ++this.counts.turned_away;
      else this.complaints.push(`${name} was answered ${status}`);
    } catch (error) {
      if (cut.test(error.message)) ++this.counts.cut;
      else if (/: (503|507) /.test(error.message)) ++this.counts.turned_away;
      else this.complaints.push(`${name}: ${error.message}`);
    }
  }

  #say(by) {
    const text = `message ${++this.#told}`;
    const message = { text, answered: false };
    this.#waiting.push(message);
    by.ask("post_chat", { text }).then((said) => {
      message.answered = true;
      if (said.type === "ok") this.acked.push({ seq: said.seq, text });
    });
  }

  async #visit(session) {
    const visitor = this.#newcomer(session);
    try {
      await visitor.come({ patience_ms });
    } finally {
      visitor.leave("close");
      this.complaints.push(...visitor.mistakes);
    }
  }

  async #request(method, path, more) {
    const { status } = await ask(this.aula.port, method, path, { cookie: this.#people[2], ...more });
    return status;
  }

  async #as_operator(method, path, body) {
    let timer;
    const too_late = new Promise(
      (_, reject) => (timer = setTimeout(() => reject(new Error("no answer in time")), patience_ms)),
    );
    const asked = ask_operator(this.aula.data, method, path, body);
    return Promise.race([asked, too_late]).finally(() => clearTimeout(timer));
  }

  async #register() {
    const email = `person-${++this.#turn}-${this.registered.size}@example.org`;
    this.registered.set(email, false);
    const body = {
      name: `Guest ${this.registered.size}`,
      email,
      institution: "Leiden University",
      country: "NL",
      consent: true,
    };
    const path = `/api/v1/courses/${this.aula.course}/registrations`;
    const { status } = await ask(this.aula.port, "POST", path, { body });
    this.registered.set(email, status === 201);
    return status;
  }

  /** Until the deck is ready, or has failed. Each file is another one, or its pages would be there already. */
  async #upload(round) {
    const pdf = Buffer.concat([tiny_pdf(1), Buffer.from(`% ${round} ${++this.#turn}\n`)]);
    const course = `/courses/${this.aula.course}`;
    const { id } = await this.#as_operator(
      "PUT",
      `${course}/sessions/${this.session}/decks/deck-${this.#turn}.pdf`,
      pdf,
    );
    const is_over = async () =>
      (await ask_operator(this.aula.data, "GET", `${course}/decks/${id}`)).state !== "rendering";
    if (!(await until(() => is_over().catch(() => false), deck_patience_ms, 20)))
      throw new Error("the deck is rendered for ever");
    return 202;
  }

  /** Nothing is refused any more: everybody is back and has an answer, and somebody new comes into a room and says something. */
  async recovers() {
    await this.work.talk();
    const all_answered = async () => {
      for (const each of this.stayers) if (!each.is_here) await this.#come_back(each);
      return this.#waiting.every((each) => each.answered);
    };
    if (!(await until(all_answered, patience_ms, 2))) {
      const silent = this.#waiting.filter((each) => !each.answered);
      this.complaints.push(`${silent.length} messages have no answer, the first is ${silent[0].text}`);
    }
    this.#waiting = [];
    const before = { ...this.counts };
    await this.round(["join", "open_room", "me"], 0);
    if (this.counts.done - before.done !== 3) this.complaints.push("something is still refused after the fault");
    for (const each of this.stayers) this.complaints.push(...each.mistakes.splice(0));
  }

  /** As the page does: again after a moment. */
  async #come_back(visitor) {
    let why;
    const is_back = await until(
      async () =>
        visitor.come({ patience_ms }).then(
          () => true,
          (error) => {
            why = error;
            return false;
          },
        ),
      patience_ms,
      100,
    );
    if (!is_back) throw new Error(`nobody can come back: ${why?.message}`);
  }

  leave() {
    for (const each of this.stayers ?? []) each.drop();
  }
}
