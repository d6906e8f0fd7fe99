// Plain rules of delivery.
// Must not send anything.

/** Adds parameters to a URL's query and leaves the rest of it as its owner wrote it. */
export function withQuery(url: string, query: readonly (readonly [string, string])[] = []): string {
  if (query.length === 0) return url;
  const [before = '', hash] = url.split('#', 2);
  const added = query.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&');
  const joint = !before.includes('?') ? '?' : /[?&]$/.test(before) ? '' : '&';
  return `${before}${joint}${added}${hash === undefined ? '' : `#${hash}`}`;
}
