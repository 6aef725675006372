import { pdf_of } from "./small_pdf.mjs";

/** A PDF with so many empty pages: what matters is that there are pages, not what is on them. */
export function tiny_pdf(pages) {
  const numbers = Array.from({ length: pages }, (_, index) => index + 3);
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    `<< /Type /Pages /Count ${pages} /Kids [${numbers.map((number) => `${number} 0 R`).join(" ")}] >>`,
    ...numbers.map(() => "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 320 180] >>"),
  ];
  return pdf_of(objects);
}
