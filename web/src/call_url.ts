/**
 * Answers the address of a call if a link may lead there: it is whole and https, and has no user
 * name and no password. Answers null for everything else. The server has the same rule.
 */
export function callAddress(text: string | undefined): URL | null {
  if (!text || !/^https:\/\/[^\s\\/][^\s\\]*$/i.test(text)) return null;
  try {
    const url = new URL(text);
    return url.username || url.password ? null : url;
  } catch {
    return null;
  }
}
