// Why an engine that looks at photos with models can refuse one. Must not know what a refusal looks like to a caller.

/** A closed list, so that whoever runs the engines maps all of it. An engine may have reasons of its own besides. */
export const photoRefusals = [
  'unreadable-image', // not a photo format we read, or a damaged or truncated file
  'too-many-pixels', // the header announces more than 50 megapixels
  'model-missing', // a model file is not there
  'model-invalid', // a model file cannot be loaded or is another kind of model
  'aborted', // the signal ended the work
] as const;

export type PhotoRefusal = (typeof photoRefusals)[number];

/** A refusal: a reason for machines, an exact text for the log. Each engine has its own class of it. */
export class EngineRefusal<Reason extends string> extends Error {
  readonly reason: Reason;

  constructor(reason: Reason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}
