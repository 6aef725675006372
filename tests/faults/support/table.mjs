// What is shown to a person.

const word = { true: "holds", false: "DOES NOT HOLD", null: "not run" };

/** A block for each fault: the goal, what was reached, and whether that is enough. */
export function table_of(found, { form, seconds, commit, machine }) {
  const blocks = Object.entries(found).map(([id, each]) => {
    const lines = [`${id.padEnd(5)} ${word[each.holds]} (${each.seconds.toFixed(1)} s)`, `      goal     ${each.goal}`];
    return [...lines, `      reached  ${each.reached}`].join("\n");
  });
  const footer = `${form} form; ${seconds} s; ${commit}; ${machine.cpu}, ${machine.cores} cores, Linux ${machine.kernel}`;
  return `${blocks.join("\n")}\n\n${footer}\n`;
}

export function list_of(faults, plants) {
  const lines = faults.map((each) => `${each.id.padEnd(16)} ${each.title}`);
  const bugs = plants.map((each) => `${each.name.padEnd(16)} ${each.caught_by.join(", ").padEnd(4)} ${each.what}`);
  return `${lines.join("\n")}\n\nplanted bugs, by whom they must be noticed:\n${bugs.join("\n")}\n`;
}
