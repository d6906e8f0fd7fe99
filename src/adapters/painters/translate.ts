// Chinese into English for models that read no Chinese, by a service the operator names; without one the text stays as it is.
// Must not translate by itself, and must not know which model reads the result.
import { type BackendParts, openBackend, textOf } from './backend.js';

export type Translate = (text: string, signal?: AbortSignal) => Promise<string>;

/** @param url asked with POST `{"text","from":"zh","to":"en"}`, answers `{"text"}`; null = texts stay as they are */
export function createTranslate(url: string | null, parts: BackendParts): Translate {
  if (url === null) return async (text) => text;
  const backend = openBackend('translation', url, parts, () => null);
  return async (text, signal) => {
    if (!/\p{Script=Han}/u.test(text)) return text;
    const answer = await backend.ask({ method: 'POST', path: '', body: { text, from: 'zh', to: 'en' } }, signal);
    return textOf(answer, 'text').trim() || text;
  };
}
