// What a cluster is made of, and where Debian puts it.
import { existsSync, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Servers lie where ordinary users do not look. */
const places = () => [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/usr/local/sbin"];
const installed = (name) =>
  places()
    .map((folder) => join(folder, name))
    .find((file) => existsSync(file));

/** The folder with the newest PostgreSQL's programs. */
function newest_postgres() {
  const root = "/usr/lib/postgresql";
  const versions = existsSync(root)
    ? readdirSync(root).filter((name) => existsSync(join(root, name, "bin/postgres")))
    : [];
  const [newest] = versions.sort((a, b) => Number(b) - Number(a));
  return newest && join(root, newest, "bin");
}

/** `{nats, haproxy, postgres}`; throws one line that names what is missing and how to get it. */
export function find_programs() {
  const found = { nats: installed("nats-server"), haproxy: installed("haproxy"), postgres: newest_postgres() };
  const packages = { nats: "nats-server", haproxy: "haproxy", postgres: "postgresql-15" };
  const missing = Object.keys(packages)
    .filter((name) => !found[name])
    .map((name) => packages[name]);
  if (missing.length)
    throw new Error(`missing: ${missing.join(", ")}; run scripts/setup test, or apt-get install ${missing.join(" ")}`);
  return found;
}
