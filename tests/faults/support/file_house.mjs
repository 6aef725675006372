// Courses whose decks and letters come and go, and what the data folder must hold for those that are left.
import { readFileSync, readdirSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { drawn_pdf, slow_pdf } from "./small_pdf.mjs";

const courses_max = 3;
const widest = 1600;

const document_of = (slug, keys) => ({
  slug,
  title: `Course ${slug}`,
  zone: "UTC",
  capacity: 0,
  consent: "Tried.",
  people: [{ key: "org", name: `Organizer of ${slug}`, email: `org@${slug}.example`, role: "organizer" }],
  sessions: keys.map((key, index) => ({
    key,
    title: `Session ${key}`,
    starts: `2030-01-0${index + 1}T10:00:00`,
    ends: `2030-01-0${index + 1}T11:00:00`,
  })),
});

/** A picture of a page, as anybody may fetch it: its status. */
function status_of(port, path) {
  return new Promise((resolve, reject) => {
    const asked = request({ host: "127.0.0.1", port, path, agent: false }, (reply) => {
      reply.resume();
      reply.on("end", () => resolve(reply.statusCode));
      reply.on("error", reject);
    });
    asked.on("error", reject);
    asked.end();
  });
}

/** The names in a folder; none when it is missing. */
function names_in(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

export class FileHouse {
  counts = {};
  deleted = new Set(); // slugs of courses whose deletion was answered
  #courses = new Map(); // slug → keys of its sessions
  #decks = new Map(); // id of an accepted deck → {slug, key}; forgotten once its removal is asked for
  #slow = new Map(); // the same of those that take long to draw
  #hashes = new Set(); // of every deck that was ready at some time
  #number = 0;

  constructor(aula, random) {
    this.aula = aula;
    this.random = random;
  }

  #pick = (list) => list[Math.floor(this.random() * list.length)];
  #slug = () => this.#pick([...this.#courses.keys()]);

  /** Everything that a history is made of. */
  #steps = {
    add_course: () => this.#add_course(),
    register: () => this.#register(),
    upload: () => this.#upload(),
    break_off: () => this.#break_off(),
    remove_deck: () => this.#remove_deck(),
    remove_session: () => this.#remove_session(),
    delete_course: () => this.#delete_course(),
    import: () => this.#import(),
  };
  #likely = ["upload", "upload", "upload", "upload", "register", "register", "remove_deck", "remove_deck"];

  /** One random step. Rejects only with what no server may answer; a server that is killed answers nothing. */
  async step() {
    const names = [...Object.keys(this.#steps), ...this.#likely];
    const name = this.#courses.size === 0 ? "add_course" : this.#pick(names);
    this.counts[name] = (this.counts[name] ?? 0) + 1;
    await this.#try(this.#steps[name]);
  }

  async #try(step) {
    try {
      await step();
    } catch (error) {
      const is_refused = [400, 404, 409, 503, 507].includes(error.status);
      const is_cut = /ECONN|EPIPE|ENOENT|socket hang up|aborted/.test(error.message);
      if (!is_refused && !is_cut) throw error;
    }
  }

  async #add_course() {
    if (this.#courses.size >= courses_max) return this.#delete_course();
    const slug = `c${++this.#number}-${this.#pick(["anna", "bela", "cara"])}`;
    const keys = ["one", "two", "three"];
    this.#courses.set(slug, keys);
    await this.aula.operator("POST", "/courses", document_of(slug, keys));
  }

  #register() {
    const slug = this.#slug();
    const name = `Person ${++this.#number}`;
    const email = `p${this.#number}@${slug}.example`;
    const form = { name, email, institution: slug, country: "NL", consent: true };
    return this.aula.operator("POST", `/courses/${slug}/registrations`, form);
  }

  /** The same few files again and again, so that decks share their pages. */
  #file() {
    const kind = this.random();
    if (kind < 0.5) return { body: drawn_pdf(Math.floor(this.random() * 4)) };
    if (kind < 0.7) return { body: slow_pdf(10 + Math.floor(this.random() * 4)), is_slow: true };
    if (kind < 0.9) return { body: Buffer.from(`%PDF-1.4\nnothing of use ${Math.floor(this.random() * 3)}`) };
    return { body: Buffer.from("no PDF at all") };
  }

  async #upload(file = this.#file()) {
    const slug = this.#slug();
    const key = this.#pick(this.#courses.get(slug));
    const path = `/courses/${slug}/sessions/${key}/decks/a.pdf`;
    const { id } = await this.aula.operator("PUT", path, file.body);
    if (this.#courses.get(slug)?.includes(key)) this.#decks.set(id, { slug, key });
    if (file.is_slow) this.#slow.set(id, { slug, key });
  }

  /** The sender goes away in the middle of the file. */
  #break_off() {
    const slug = this.#slug();
    const path = `/api/v1/courses/${slug}/sessions/one/decks/b.pdf`;
    const headers = { "content-type": "application/pdf", "content-length": 200_000 };
    return new Promise((resolve) => {
      const socketPath = join(this.aula.data, "aula.sock");
      const asked = request({ socketPath, path, method: "PUT", headers, agent: false });
      asked.on("error", resolve);
      asked.on("response", resolve);
      asked.write(Buffer.alloc(100_000, "%PDF-"), () => asked.destroy());
    });
  }

  #remove_deck() {
    const id = this.#pick([...this.#decks.keys()]);
    return id && this.#remove(id, this.#decks.get(id));
  }

  async #remove(id, { slug }) {
    this.#decks.delete(id);
    await this.aula.operator("DELETE", `/courses/${slug}/decks/${id}`);
    this.#slow.delete(id);
  }

  #forget_decks(slug, keeps) {
    for (const [id, at] of this.#decks) if (at.slug === slug && !keeps.includes(at.key)) this.#decks.delete(id);
  }

  /** One session always stays, for uploads to go to. */
  async #remove_session() {
    const slug = this.#slug();
    const keys = this.#courses.get(slug);
    if (keys.length < 2) return;
    this.#forget_decks(slug, keys.slice(0, -1));
    this.#courses.set(slug, keys.slice(0, -1));
    await this.aula.operator("DELETE", `/courses/${slug}/sessions/${keys.at(-1)}`);
  }

  async #import() {
    const slug = this.#slug();
    const keys = this.#pick([["one"], ["one", "two"], ["one", "two", "three"]]);
    this.#forget_decks(slug, keys);
    this.#courses.set(slug, keys);
    await this.aula.operator("PUT", `/courses/${slug}?prune=true`, document_of(slug, keys));
  }

  async #delete_course(slug = this.#slug()) {
    this.#courses.delete(slug);
    this.#forget_decks(slug, []);
    await this.aula.operator("DELETE", `/courses/${slug}`, { confirm: slug });
    this.deleted.add(slug);
  }

  /** More decks of one course than may wait, so that some are refused. */
  async flood(count) {
    if (this.#courses.size === 0) await this.#try(() => this.#add_course());
    const some = Array.from({ length: count }, (_, index) => ({ body: slow_pdf(40 + index), is_slow: true }));
    await Promise.all(some.map((file) => this.#try(() => this.#upload(file))));
  }

  /** Removes the decks that would keep the renderer from all others. */
  async remove_slow() {
    for (const [id, at] of [...this.#slow]) await this.#try(() => this.#remove(id, at));
    this.#slow.clear();
  }

  async leave() {
    for (const slug of [...this.#courses.keys()]) await this.#try(() => this.#delete_course(slug));
  }

  /** What the server says that there is. A course that went away meanwhile has nothing. */
  async #told() {
    const told = { decks: [], letters: [], slugs: [] };
    const { courses } = await this.aula.operator("GET", "/courses");
    for (const { slug } of courses) {
      told.slugs.push(slug);
      const { sessions } = await this.aula.operator("GET", `/courses/${slug}`);
      for (const { id } of sessions) {
        told.decks.push(...(await this.aula.operator("GET", `/courses/${slug}/sessions/${id}/decks`)).decks);
      }
      for (let next = ""; next !== null; ) {
        const page = await this.aula.operator("GET", `/courses/${slug}/mail?limit=100${next && `&after=${next}`}`);
        told.letters.push(...page.mail);
        next = page.next;
      }
    }
    return told;
  }

  /** How the folder, the database and what anybody can fetch differ: sentences, none when they agree. */
  async differences() {
    const { decks, letters, slugs } = await this.#told();
    const ready = decks.filter((each) => each.state === "ready");
    const waiting = decks.filter((each) => each.state === "rendering").map((each) => `${each.id}.pdf`);
    const differ = [];
    const compare = (folder, wanted, may_be = []) => {
      const names = names_in(join(this.aula.data, folder));
      const kept = new Set([...wanted, ...may_be]);
      for (const name of names) if (!kept.has(name)) differ.push(`${folder}/${name} stays`);
      for (const name of wanted) if (!names.includes(name)) differ.push(`${folder}/${name} is missing`);
    };
    compare("decks", new Set([...waiting, ...ready.map((each) => each.hash)]));
    const file_of = (letter) => `${letter.id}.eml`;
    const sent = letters.filter((each) => each.status === "sent").map(file_of);
    compare("outbox", sent, letters.map(file_of));
    const unfinished = names_in(join(this.aula.data, "tmp"));
    if (waiting.length === 0) differ.push(...unfinished.map((name) => `tmp/${name} stays`));
    differ.push(...unfinished.filter((name) => name.startsWith("upload-")).map((name) => `tmp/${name} stays`));

    const listed = new Set(decks.map((each) => each.id));
    for (const id of this.#decks.keys()) if (!listed.has(id)) differ.push(`the accepted deck ${id} is lost`);
    for (const slug of this.deleted) if (slugs.includes(slug)) differ.push(`the deleted course ${slug} is back`);
    for (const { hash } of ready) this.#hashes.add(hash);
    const shown = new Set(ready.map((each) => each.hash));
    for (const hash of this.#hashes) {
      const status = await status_of(this.aula.port, `/decks/${hash}/1-${widest}.webp`);
      if (status !== (shown.has(hash) ? 200 : 404)) differ.push(`a page of ${hash} is answered ${status}`);
    }
    return differ;
  }
}

/** The files below a folder in which one of the words stands. */
export function files_with(folder, words) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
  return files
    .map((each) => join(each.parentPath ?? each.path, each.name))
    .filter((file) => {
      const bytes = readFileSync(file, "latin1");
      return words.some((word) => bytes.includes(word));
    });
}
