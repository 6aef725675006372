import { t, translated } from "./i18n";

const root = "/api/v1";

/**
 * A request that failed, with a sentence for the person in front of the screen.
 * `code` is the server's ("not_found"), or "offline" when no answer came; `field` names the form
 * field it is about.
 */
export class RestError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    sentence: string,
    readonly field?: string,
  ) {
    super(sentence);
  }
}

interface ErrorBody {
  error?: { code?: string; detail?: string; field?: string };
}

/** Our own words for codes that we know, in the reader's language; else the server's sentence. */
const sentenceOf = (code: string, detail: string | undefined): string =>
  translated(`shared.error_${code}`) ?? detail ?? t("shared.error_unexpected");

/** The error that an answer with this status and body stands for. */
export function errorFrom(status: number, body: unknown): RestError {
  const error = (body as ErrorBody | null)?.error;
  const code = error?.code ?? `http_${status}`;
  return new RestError(status, code, sentenceOf(code, error?.detail), error?.field);
}

/** The error for a request that got no answer at all. */
export const offline = (): RestError => new RestError(0, "offline", t("shared.error_offline"));

export async function request<T>(method: string, path: string, body?: unknown): Promise<T> {
  const init: RequestInit = { method, credentials: "same-origin", cache: "no-store" };
  if (body !== undefined) {
    init.body = JSON.stringify(body);
    init.headers = { "content-type": "application/json" };
  }
  const response = await fetch(root + path, init).catch(() => {
    throw offline();
  });
  if (!response.ok) throw errorFrom(response.status, await response.json().catch(() => null));
  if (response.status === 204) return undefined as T;
  return (await response.json()) as T;
}

export const get = <T>(path: string): Promise<T> => request<T>("GET", path);
export const post = <T>(path: string, body: unknown = {}): Promise<T> =>
  request<T>("POST", path, body);
export const put = <T>(path: string, body: unknown): Promise<T> => request<T>("PUT", path, body);
export const patch = <T>(path: string, body: unknown): Promise<T> =>
  request<T>("PATCH", path, body);
export const remove = <T>(path: string, body?: unknown): Promise<T> =>
  request<T>("DELETE", path, body);

/** The sentence to show for whatever was thrown. */
export const sentence = (thrown: unknown): string =>
  thrown instanceof RestError ? thrown.message : t("shared.error_unexpected");
