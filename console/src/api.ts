// The one door to the server: JSON over /api/ with the session cookie. Must not know any page.

/** What the server said no with; `message` is meant for people. */
export class ApiError extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

type Query = Record<string, string | number | boolean | undefined>;

function address(path: string, query?: Query): string {
  const parts = Object.entries(query ?? {}).filter(([, value]) => value !== undefined && value !== '');
  if (parts.length === 0) return `/api/${path}`;
  return `/api/${path}?${new URLSearchParams(parts.map(([key, value]) => [key, String(value)]))}`;
}

async function reason(answer: Response): Promise<string> {
  try {
    const body = (await answer.json()) as { error?: unknown };
    if (typeof body.error === 'string') return body.error;
  } catch {
    // Not JSON: the status has to do.
  }
  return `HTTP ${answer.status}`;
}

/** Questions asked before anybody waited for the answer, by address. */
const begun = new Map<string, Promise<Response>>();
/** So long (ms) such an answer is good. */
const freshMs = 10_000;

const ask = (path: string, init: RequestInit): Promise<Response> =>
  fetch(path, { ...init, credentials: 'same-origin', headers: { 'x-tuquan-console': '1', ...init.headers } });

/** Asks for what somebody will {@link getJson} in a moment: they get this answer. */
export function begin(path: string): Promise<Response> {
  const asked = ask(address(path), {});
  begun.set(address(path), asked);
  setTimeout(() => begun.delete(address(path)), freshMs);
  return asked;
}

/** Asks the server. A header of our own on every call: other sites cannot set it, so a forged form changes nothing. */
export async function call(
  method: string,
  path: string,
  options: { query?: Query; body?: unknown } = {},
): Promise<Response> {
  const headers: Record<string, string> = {};
  let body: BodyInit | undefined;
  if (options.body instanceof Blob || options.body instanceof FormData) body = options.body;
  else if (options.body !== undefined) {
    headers['content-type'] = 'application/json';
    body = JSON.stringify(options.body);
  }
  const target = address(path, options.query);
  const known = method === 'GET' ? begun.get(target) : undefined;
  begun.delete(target);
  const answer = await (known ?? ask(target, { method, headers, ...(body === undefined ? {} : { body }) }));
  if (!answer.ok) throw new ApiError(answer.status, await reason(answer));
  return answer;
}

export const getJson = async <T>(path: string, query?: Query): Promise<T> =>
  (await call('GET', path, query ? { query } : {})).json() as Promise<T>;

export async function sendJson<T>(
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  body?: unknown,
): Promise<T> {
  const answer = await call(method, path, body === undefined ? {} : { body });
  return (answer.status === 204 ? undefined : await answer.json()) as T;
}

/** Sends a file with progress (0–1), which fetch cannot tell. */
export function upload<T>(path: string, file: Blob, onProgress: (share: number) => void, query?: Query): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', address(path, query));
    request.setRequestHeader('x-tuquan-console', '1');
    request.setRequestHeader('content-type', file.type || 'application/octet-stream');
    request.responseType = 'json';
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
    request.onerror = () => reject(new ApiError(0, 'the server cannot be reached'));
    request.onload = () => {
      const body = request.response as T & { error?: string };
      if (request.status >= 200 && request.status < 300) resolve(body);
      else reject(new ApiError(request.status, body?.error ?? `HTTP ${request.status}`));
    };
    request.send(file);
  });
}
