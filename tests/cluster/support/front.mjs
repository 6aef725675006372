// HAProxy in front of the nodes: one address for everybody.
import { writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { until } from "../../faults/support/waiting.mjs";
import { Program } from "./program.mjs";

/**
 * Requests go to nodes that are ready, and stay with one by its cookie, as a ticket is good only where it was given. Rooms stay
 * with any node that answers at all: while the database is away no node is ready, but people read on. A node that does not answer
 * is left at once; its people come back through another.
 */
const configuration = ({ port, socket, nodes }) => `
global
    stats socket ${socket} mode 600 level admin
    stats timeout 10m

defaults
    mode http
    timeout connect 2s
    timeout client 30s
    timeout server 30s
    timeout http-request 10s
    timeout queue 5s
    timeout check 2s
    timeout tunnel 2m
    retries 3
    option redispatch 1
    option forwardfor

frontend people
    bind 127.0.0.1:${port}
    use_backend rooms if { path /ws } or { nbsrv(requests) eq 0 }
    default_backend requests

backend requests
    balance leastconn
    cookie aula_node insert indirect nocache httponly
    option httpchk GET /api/v1/health/ready
    default-server check inter 500ms fall 2 rise 1
${nodes.map(({ name, port: at }) => `    server ${name} 127.0.0.1:${at} cookie ${name}`).join("\n")}

backend rooms
    balance leastconn
    cookie aula_node insert indirect nocache httponly
    option httpchk GET /api/v1/health
    default-server check inter 500ms fall 2 rise 1 on-marked-down shutdown-sessions
${nodes.map(({ name, port: at }) => `    server ${name} 127.0.0.1:${at} cookie ${name}`).join("\n")}
`;

export class Front {
  constructor(program, folder, port) {
    Object.assign(this, {
      port,
      url: `http://127.0.0.1:${port}`,
      socket: join(folder, "front.sock"),
      file: join(folder, "front.cfg"),
    });
    this.program = new Program("front", folder, { words: [program, "-db", "-f", this.file], end_by: "SIGUSR1" });
  }

  async start(nodes) {
    writeFileSync(this.file, configuration({ port: this.port, socket: this.socket, nodes }));
    this.nodes = nodes;
    this.program.start();
    await this.program.until(
      () =>
        this.seen().then(
          () => true,
          () => false,
        ),
      "listening",
    );
  }

  /** How it sees the nodes: `{requests: {n1: "UP", …}, rooms: {…}}`. */
  async seen() {
    const lines = (await tell(this.socket, "show stat")).split("\n").filter((line) => line && !line.startsWith("#"));
    const found = { requests: {}, rooms: {} };
    for (const fields of lines.map((line) => line.split(","))) {
      if (found[fields[0]] && !["BACKEND", "FRONTEND"].includes(fields[1]))
        found[fields[0]][fields[1]] = fields[17].split(" ")[0];
    }
    return found;
  }

  /** It sends people to every node. */
  async until_all_up(patience_ms = 30_000) {
    const is_up = async () => Object.values((await this.seen()).requests).every((each) => each === "UP");
    if (!(await until(is_up, patience_ms)))
      throw new Error(`the front does not see all nodes: ${JSON.stringify(await this.seen())}`);
  }

  stop() {
    return this.program.kill(); // it would wait for everybody to go
  }
}

/** What it says to one line on its socket. */
function tell(path, line) {
  return new Promise((resolve, reject) => {
    const socket = connect({ path }, () => socket.write(`${line}\n`));
    let said = "";
    socket.setTimeout(2000, () => socket.destroy(new Error("the front does not answer")));
    socket.on("data", (text) => (said += text));
    socket.on("end", () => resolve(said));
    socket.on("error", reject);
  });
}
