// What a finished picture is asked for: its exact size, its format, its label.
// Must not hold behaviour.

export interface LabelSpec {
  /** An encoded picture. */
  readonly image: Uint8Array;
  /** Pixels of the result, exactly. Another shape is cut at its longer side, another size is resampled. */
  readonly width: number;
  readonly height: number;
  /** `keep`: JPEG and PNG stay what they are, anything else becomes PNG. */
  readonly format: 'keep' | 'jpeg' | 'png';
  /** Words drawn into the picture; null = none. */
  readonly mark: string | null;
  /** What the metadata says; null = none. */
  readonly metadata: {
    /** Who made the picture. */
    readonly producer: string;
    /** The maker's own number of the picture. */
    readonly id: string;
  } | null;
}

export interface Labelled {
  readonly image: Uint8Array;
  readonly format: 'jpeg' | 'png';
}
