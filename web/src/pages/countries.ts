import { locale } from "../i18n";

/** ISO 3166-1 alpha-2, run together: the names come from the browser, in the reader's language. */
const codes =
  "ADAEAFAGAIALAMAOAQARASATAUAWAXAZBABBBDBEBFBGBHBIBJBLBMBNBOBQBRBSBTBVBWBYBZCACCCDCFCGCHCICKCLCMCNCOCRCUCVCWCXCYCZ" +
  "DEDJDKDMDODZECEEEGEHERESETFIFJFKFMFOFRGAGBGDGEGFGGGHGIGLGMGNGPGQGRGSGTGUGWGYHKHMHNHRHTHUIDIEILIMINIOIQIRISITJEJMJO" +
  "JPKEKGKHKIKMKNKPKRKWKYKZLALBLCLILKLRLSLTLULVLYMAMCMDMEMFMGMHMKMLMMMNMOMPMQMRMSMTMUMVMWMXMYMZNANCNENFNGNINLNONPNRNU" +
  "NZOMPAPEPFPGPHPKPLPMPNPRPSPTPWPYQARERORSRURWSASBSCSDSESGSHSISJSKSLSMSNSOSRSSSTSVSXSYSZTCTDTFTGTHTJTKTLTMTNTOTRTT" +
  "TVTWTZUAUGUMUSUYUZVAVCVEVGVIVNVUWFWSYEYTZAZMZW";

/** The country's name in the language shown; the code itself for what the browser does not know. */
export function countryName(code: string): string {
  if (code.length !== 2) return code;
  return new Intl.DisplayNames([locale()], { type: "region" }).of(code) ?? code;
}

/** All countries with their names, in the order in which a reader of the language looks for them. */
export function countries(): { code: string; name: string }[] {
  const names = new Intl.DisplayNames([locale()], { type: "region" });
  const list = (codes.match(/../g) ?? []).map((code) => ({ code, name: names.of(code) ?? code }));
  const order = new Intl.Collator(locale());
  return list.sort((a, b) => order.compare(a.name, b.name));
}
