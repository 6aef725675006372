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
    /** How long the server asks us to wait before we try again; 0 when it does not say. */
    readonly wait_ms = 0,
    /** The part of the request that `field` contradicts. */
    readonly other?: string,
    /** The people that it is about. */
    readonly names: string[] = [],
  ) {
    super(sentence);
  }
}

interface ErrorBody {
  error?: { code?: string; detail?: string; field?: string; other?: string; names?: string[] };
}

/** Our own words for codes that we know, in the reader's language; else the server's sentence. */
const sentenceOf = (code: string, detail: string | undefined): string =>
  translated(`shared.error_${code}`) ?? detail ?? t("shared.error_unexpected");

/** The code of an error that is not the server's own: a proxy's, for example. */
export const foreign = (status: number): string => `http_${status}`;

/** The error that an answer with this status and body stands for. */
export function errorFrom(status: number, body: unknown, wait_ms = 0): RestError {
  const error = (body as ErrorBody | null)?.error;
  const code = error?.code ?? foreign(status);
  const words = sentenceOf(code, error?.detail);
  return new RestError(status, code, words, error?.field, wait_ms, error?.other, error?.names);
}

/** `Retry-After` in milliseconds; 0 without one (a date in it is not ours). */
const waitOf = (response: Response): number =>
  1_000 * (Number(response.headers.get("retry-after")) || 0);

/** The error for a request that got no answer at all. */
export const offline = (): RestError => new RestError(0, "offline", t("shared.error_offline"));

export async function request<T>(
  method: string,
  path: string,
  body?: unknown,
  signal: AbortSignal | null = null,
): Promise<T> {
  const init: RequestInit = { method, credentials: "same-origin", cache: "no-store", signal };
  if (body !== undefined) {
    init.body = JSON.stringify(body);
    init.headers = { "content-type": "application/json" };
  }
  const response = await fetch(root + path, init).catch(() => {
    throw offline();
  });
  if (!response.ok)
    throw errorFrom(response.status, await response.json().catch(() => null), waitOf(response));
  if (response.status === 204) return undefined as T;
  return (await response.json()) as T;
}

export const get = <T>(path: string): Promise<T> => request<T>("GET", path);
export const post = <T>(path: string, body: unknown = {}, signal?: AbortSignal): Promise<T> =>
  request<T>("POST", path, body, signal);
export const put = <T>(path: string, body: unknown): Promise<T> => request<T>("PUT", path, body);
export const patch = <T>(path: string, body: unknown): Promise<T> =>
  request<T>("PATCH", path, body);
export const remove = <T>(path: string, body?: unknown): Promise<T> =>
  request<T>("DELETE", path, body);

/** The sentence to show for whatever was thrown. */
export const sentence = (thrown: unknown): string =>
  thrown instanceof RestError ? thrown.message : t("shared.error_unexpected");
