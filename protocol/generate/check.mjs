// What every reader of the contract needs: a complaint that names the file, and a description on one line.
export const oneLine = (text) => text.trim().replace(/\s+/g, " ");

export function check(holds, complaint) {
  if (!holds) throw new Error(`asyncapi.yaml: ${complaint}`);
}
