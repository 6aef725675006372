// The prose of a file: what was written to be read by people. Code, generated files, quoted words and the strings of
// tests are none.

/** A string, a comment or a template of C++, TypeScript, .mjs and CSS; a digit separator of C++ begins none. */
const token =
  /R"(\w*)\([\s\S]*?\)\1"|"(?:\\.|[^"\\\n])*"|(?<![\w])'(?:\\.|[^'\\\n])*'|`(?:\\[\s\S]|[^`\\])*`|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;

/** Everything but the line ends becomes blank, so that places stay what they were. */
const blank = (text) => text.replace(/[^\n]/g, " ");

/** Keeps of a text what `kept` answers for each match, and blanks the rest. */
function keep(text, pattern, kept) {
  let end = 0;
  let out = "";
  for (const hit of text.matchAll(pattern)) {
    out += blank(text.slice(end, hit.index)) + kept(hit[0]);
    end = hit.index + hit[0].length;
  }
  return out + blank(text.slice(end));
}

/** What is between backticks or quotation marks is named, not said. */
const unquoted = (text) => text.replace(/`[^`\n]*`|“[^”]*”|"[^"\n]*"/g, blank);

/** The marks of a comment, which would stand between the words of a sentence that goes on in the next line. */
const unmarked = (text) => text.replace(/^(\s*)(\/\/[/<!]*|\/\*+|\*+\/?|#+|--)/gm, (marks) => blank(marks));

const sentence = /\s\S+\s/; // fewer than three words are a key or a name

const code = (path) => (text) => {
  const saysStrings = path.startsWith("server/");
  return keep(text, token, (each) => {
    if (each.startsWith("/")) return unquoted(unmarked(each));
    return saysStrings && sentence.test(each) ? each : blank(each);
  });
};
const comments = (pattern) => (text) => keep(text, pattern, (each) => unquoted(unmarked(each)));
const named = (text) => text.replace(/`[^`\n]*`/g, blank);
const page = (text) =>
  unquoted(text.replace(/^ *```[\s\S]*?^ *```/gm, blank).replace(/^( *)#+/gm, (marks) => blank(marks)));

/** Who reads what: the first row that fits. */
const readers = [
  [/\.(cpp|hpp|h|ts|tsx|mjs|css)$/, code],
  [/\.md$/, () => page],
  [/^protocol\/\w+\.yaml$|^web\/messages\/en\.json$/, () => named],
  [/\.sql$/, () => comments(/--[^\n]*/g)],
  [/\.(sh|py|cmake|toml|ya?ml)$|CMakeLists\.txt$|^(scripts|\.ci)\/\w+$/, () => comments(/(?<=^|\s)#[^\n]*/g)],
];

const isGenerated = (text) => /do not edit/i.test(text.split("\n", 3).join("\n"));

/** The text of a file with everything but its prose blanked; null when it is not read. */
export function proseOf(path, text) {
  const reader = readers.find(([pattern]) => pattern.test(path));
  return reader && !isGenerated(text) ? reader[1](path)(text) : null;
}
