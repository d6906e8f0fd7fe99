// The form of the tables of things that can be depicted: one line a thing, words that mean it at the end.
// Must not know how anything is drawn or found in a sentence.

/** How a thing stands in a picture. */
export type Pose =
  /** On the ground or a table. */
  | 'stand'
  /** The art is a head only: it gets a body. */
  | 'head'
  /** The art ends at the chest: it rises from the lower edge or from behind something. */
  | 'bust'
  | 'fly'
  /** On water. */
  | 'float'
  /** In water. */
  | 'swim'
  /** From above. */
  | 'hang'
  /** Many, drifting down. */
  | 'fall'
  /** A part of the landscape or the sky, painted by the scene itself. */
  | 'scene';

export type Size = 'tiny' | 'small' | 'medium' | 'large' | 'huge';

/** Where the art of a thing comes from. */
export type Art =
  | { readonly kind: 'emoji'; readonly emoji: string }
  | { readonly kind: 'vector'; readonly icon: string }
  | { readonly kind: 'drawn'; readonly drawing: string }
  | { readonly kind: 'feature'; readonly feature: string };

export interface Subject {
  /** The plain name of the thing, as the description says it. */
  readonly name: string;
  /** What it also is: 玫瑰 is a 花. */
  readonly kinds: readonly string[];
  readonly art: Art;
  readonly pose: Pose;
  readonly size: Size;
  /** Where it is at home, when the text names no place. */
  readonly home: string;
  readonly words: readonly string[];
}

const poses: Readonly<Record<string, Pose>> = {
  s: 'stand',
  h: 'head',
  b: 'bust',
  f: 'fly',
  w: 'float',
  u: 'swim',
  d: 'hang',
  r: 'fall',
  g: 'scene',
};
const sizes: Readonly<Record<string, Size>> = { 1: 'tiny', 2: 'small', 3: 'medium', 4: 'large', 5: 'huge' };

function artOf(code: string): Art {
  if (code.startsWith('=')) return { kind: 'drawn', drawing: code.slice(1) };
  if (code.startsWith('~')) return { kind: 'feature', feature: code.slice(1) };
  if (code.startsWith(':')) return { kind: 'vector', icon: code.slice(1) };
  return { kind: 'emoji', emoji: code };
}

/**
 * Reads a table. A line is `name[<kind,kind][@home] art pose+size words…`: art is an emoji, `=` a drawing of ours, `~` a part
 * of the landscape, `:` an icon of the vector set; pose is one letter (s stand, h head, b bust, f fly, w float, u swim, d hang,
 * r fall, g scene), size a digit from 1 tiny to 5 huge. The name is a word as well unless it begins with `*`.
 * @throws Error naming the line when it has another form
 */
export function readSubjects(home: string, text: string): Subject[] {
  const subjects: Subject[] = [];
  for (const line of text.split('\n')) {
    const fields = line.trim().split(/\s+/);
    if (fields.length < 3) continue;
    const [head = '', art = '', how = '', ...words] = fields;
    const match = /^(\*?)([^<@]+)(?:<([^@]+))?(?:@(.+))?$/.exec(head);
    const pose = poses[how[0] ?? ''];
    const size = sizes[how[1] ?? ''];
    if (!match || !pose || !size) throw new Error(`subject table: cannot read "${line.trim()}"`);
    const [, hidden, name = '', kinds, ownHome] = match;
    subjects.push({
      name,
      kinds: kinds ? kinds.split(',') : [],
      art: artOf(art),
      pose,
      size,
      home: ownHome ?? home,
      words: hidden ? words : [name, ...words],
    });
  }
  return subjects;
}
