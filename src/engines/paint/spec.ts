// What the illustrator is asked and what it answers. Must not know how it paints.

export interface IllustrationSpec {
  /** What to depict, in Chinese. */
  readonly prompt: string;
  /** What must not appear; empty for nothing. */
  readonly negative: string;
  /** One of the 17 names of styles. */
  readonly style: string;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** The same seed gives the same picture. */
  readonly seed: number;
  /** `marketing` leaves calm space for text; default `plain`. */
  readonly composition?: 'plain' | 'marketing';
}

/** One thing the picture shows. */
export interface DepictedSubject {
  readonly name: string;
  readonly count: number;
  readonly colour?: string;
  /** The word of the text, and what the thing also is: for 牡丹 the name is 花, this is ["牡丹"]. */
  readonly also: readonly string[];
}

/** What the picture shows, and nothing it does not. */
export interface IllustrationDescription {
  readonly subjects: readonly DepictedSubject[];
  readonly time?: string;
  readonly season?: string;
  readonly weather?: string;
  readonly place?: string;
  readonly mood?: string;
  /** The style painted in: for 探索无限 the one that was chosen. */
  readonly style: string;
}

export interface Illustration {
  readonly png: Uint8Array;
  readonly description: IllustrationDescription;
}
