// The signature doctor: cause, fix, and the two texts with the first differing byte marked. Must not ask the server.
import { Alert } from 'antd';
import { useLanguage, useWords } from '../words/index.tsx';
import { explain } from './causes.ts';
import type { Diagnosis } from './traffic.ts';

/** Newlines and blanks that one would not see. */
const visible = (text: string): string => text.replaceAll('\r', '␍').replaceAll('\n', '⏎\n').replaceAll('\t', '⇥\t');

/** Splits a text at a byte offset (UTF-8): before, the differing character, after. */
function split(text: string, byte: number): readonly [string, string, string] {
  let seen = 0;
  let at = 0;
  for (const character of text) {
    const size = new TextEncoder().encode(character).length;
    if (seen + size > byte) return [text.slice(0, at), character, text.slice(at + character.length)];
    seen += size;
    at += character.length;
  }
  return [text, '', ''];
}

function Text(props: { readonly label: string; readonly text: string; readonly difference: number | null }) {
  const { label, text, difference } = props;
  const [before, mark, after] = difference === null ? [text, null, ''] : split(text, difference);
  return (
    <figure className="signed">
      <figcaption>{label}</figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
      <section className="code" tabIndex={0} aria-label={label}>
        {visible(before)}
        {mark !== null && <mark>{mark === '' ? '∎' : visible(mark)}</mark>}
        {visible(after)}
      </section>
    </figure>
  );
}

export function Doctor({ diagnosis }: { readonly diagnosis: Diagnosis }) {
  const words = useWords();
  const { language } = useLanguage();
  const [what, fix] = explain(diagnosis.cause, language);
  const { also, detail, expected, received, difference } = diagnosis;
  const differs = expected !== null && received !== null && difference !== null;
  return (
    <div className="doctor">
      <Alert
        type={diagnosis.cause === 'valid' ? 'success' : 'error'}
        showIcon
        title={detail === null ? what : `${what}：${detail}`}
        description={
          <>
            <p>{fix}</p>
            {also !== null && <p>{`${words.alsoFound}${explain(also, language)[0]}`}</p>}
            <p className="hint">
              {diagnosis.scheme}
              {differs && ` · ${words.firstDifference} ${difference}`}
            </p>
          </>
        }
      />
      {expected !== null && (
        <div className={differs ? 'signed-pair' : ''}>
          <Text label={words.expectedText} text={expected} difference={differs ? difference : null} />
          {differs && <Text label={words.receivedText} text={received} difference={difference} />}
        </div>
      )}
    </div>
  );
}
