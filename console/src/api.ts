// The one door to the server: JSON over /api/ with the session cookie. Must not know any page.

/** What the server said no with; `message` is meant for people. */
export class ApiError extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export type Query = Record<string, string | number | boolean | undefined>;

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

interface Begun {
  readonly answer: Promise<unknown>;
  /** The answer once it is there. */
  value?: unknown;
}
/** Questions asked before anybody waited for the answer, by address. */
const begun = new Map<string, Begun>();
/** So long (ms) such an answer is good. */
const freshMs = 10_000;

/** Asks for what somebody will {@link getJson} in a moment: they get this answer. */
export function begin<T>(path: string, query?: Query): Promise<T> {
  const target = address(path, query);
  const answer = call('GET', path, query ? { query } : {}).then((found) => found.json() as Promise<T>);
  const entry: Begun = { answer };
  begun.set(target, entry);
  answer.then(
    (value) => {
      entry.value = value;
    },
    () => undefined,
  );
  setTimeout(() => begun.delete(target), freshMs);
  return answer;
}

/** What has been asked already, for the first who wants it. */
function take(path: string, query?: Query): Begun | undefined {
  const target = address(path, query);
  const entry = begun.get(target);
  begun.delete(target);
  return entry;
}

/** Asks the server. A header of our own on every call: other sites cannot set it, so a forged form changes nothing. */
export async function call(
  method: string,
  path: string,
  options: { query?: Query; body?: unknown } = {},
): Promise<Response> {
  const headers: Record<string, string> = { 'x-tuquan-console': '1' };
  let body: BodyInit | undefined;
  if (options.body instanceof Blob || options.body instanceof FormData) body = options.body;
  else if (options.body !== undefined) {
    headers['content-type'] = 'application/json';
    body = JSON.stringify(options.body);
  }
  const answer = await fetch(address(path, options.query), {
    method,
    headers,
    credentials: 'same-origin',
    ...(body === undefined ? {} : { body }),
  });
  if (!answer.ok) throw new ApiError(answer.status, await reason(answer));
  return answer;
}

export const getJson = async <T>(path: string, query?: Query): Promise<T> =>
  (await (take(path, query)?.answer ?? (await call('GET', path, query ? { query } : {})).json())) as T;

/** The question of a query. Where {@link begin} has brought the answer already, it is drawn with it the first time. */
export const question = <T>(path: string, query?: Query) => ({
  queryFn: () => getJson<T>(path, query),
  initialData: () =>
    begun.get(address(path, query))?.value === undefined ? undefined : (take(path, query)?.value as T),
});

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
