// Words that a reader has to decode, and what to write instead. Each pattern is looked for in prose only, in any case;
// a blank in it stands for any number of blanks, with at most one end of a line among them.
const odd = [
  [/\bwho(m|so)?ever\b/, "name the person or the part: the client, the participant, the node"],
  [/\banew\b/, "again"],
  [/\bhad better\b/, "should, or must"],
  [/\bfor want of\b/, "without, or because there is no"],
  [/\bso many\b/, "the number: at most n, each n, this many"],
  [/\bso long\b/, "the time: for at most n seconds, for this time, as long as"],
  [/\bnor\b/, "a second sentence with not, or: neither of the two"],
  [/\b(is|are|was|were) (not )?to be\b/, "must be, will be, or should be"],
  [/\bone (that|who|which)\b/, "repeat the noun: a node that, a participant who"],
  [/\bthe other one\b/, "name it: the second connection, the follower node"],
];

const gap = "(?:[^\\S\\n]+|[^\\S\\n]*\\n[^\\S\\n]*)";
const patterns = odd.map(([pattern, instead]) => ({
  pattern: new RegExp(pattern.source.replaceAll(" ", gap), "gi"),
  instead,
}));

/** The odd words of a text: [{ word, instead, from, to }], the places in characters from its beginning. */
export function oddWords(text) {
  const found = patterns.flatMap(({ pattern, instead }) =>
    [...text.matchAll(pattern)].map((hit) => ({
      word: hit[0].replace(/\s+/g, " "),
      instead,
      from: hit.index,
      to: hit.index + hit[0].length,
    })),
  );
  return found.sort((a, b) => a.from - b.from);
}
