// What a person's attendance really was, from the person's own side; written without a look at the server's code.

/** Overlapping or touching stretches as one; a gap shorter than `grace_ms` is closed. */
function closed_up(stretches, grace_ms) {
  const sorted = stretches.filter(({ from, to }) => to >= from).sort((a, b) => a.from - b.from);
  const whole = [];
  for (const { from, to } of sorted) {
    const last = whole.at(-1);
    if (last && from - last.to < grace_ms) last.to = Math.max(last.to, to);
    else whole.push({ from, to });
  }
  return whole;
}

const within = (stretches, window) =>
  stretches.reduce((sum, { from, to }) => sum + Math.max(0, Math.min(to, window.to) - Math.max(from, window.from)), 0);

/**
 * Between which two figures somebody's live time must be. `stays` are connections, `{asked, from, proven, until}`: who comes is
 * credited from something between the wish and the word that it is granted (`undefined` if that never came: the word waits for the
 * disk, the credit does not), who falls silent up to something between the last sign of life that was sent and the silence.
 */
export function true_live_ms(stays, window, grace_ms) {
  const known = stays.filter(({ from }) => from !== undefined);
  const least = known.map(({ from, proven }) => ({ from, to: Math.max(from, proven) }));
  const most = stays.map(({ asked, until }) => ({ from: asked, to: until }));
  return { least: within(closed_up(least, grace_ms), window), most: within(closed_up(most, grace_ms), window) };
}

/** How far a figure is outside; below zero when it is too small. */
export function distance(figure, { least, most }) {
  if (figure < least) return figure - least;
  return Math.max(0, figure - most);
}
