// PDF files of one small page, written object by object.

/** Catalog, page tree and the rest, in the order of their numbers from 1. */
export function pdf_of(objects) {
  let text = "%PDF-1.4\n";
  const offsets = objects.map((object, index) => {
    const at = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(at).padStart(10, "0")} 00000 n \n`;
  });
  const table = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.join("")}`;
  return Buffer.from(
    `${text}${table}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${text.length}\n%%EOF\n`,
  );
}

const stream = (content, more = "") => `<< /Length ${content.length} ${more} >>\nstream\n${content}\nendstream`;

const page = (resources) =>
  `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 225] /Contents 4 0 R /Resources << ${resources} >> >>`;

const book = ["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Count 1 /Kids [3 0 R] >>"];

/** A page with a rectangle, which differs by its number. */
export const drawn_pdf = (number) => pdf_of([...book, page(""), stream(`${number} 0 20 20 re f`)]);

/** A page of 10^depth steps: forms that draw the next form ten times. With a depth above 9 it takes minutes. */
export function slow_pdf(depth) {
  const form = (content, more = "") => stream(content, `/Type /XObject /Subtype /Form /BBox [0 0 9 9] ${more}`);
  const ten_times = "/X Do ".repeat(10);
  const inner = (index) => `/XObject << /X ${index} 0 R >>`;
  const forms = [form("0 0 1 1 re f")]; // is object 5
  for (let level = 1; level < depth; ++level) forms.push(form(ten_times, `/Resources << ${inner(4 + level)} >>`));
  return pdf_of([...book, page(inner(4 + depth)), stream(ten_times), ...forms]);
}
