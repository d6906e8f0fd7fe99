// This room's settings: read from the environment once, checked before anything listens.
// Must not be read anywhere else; the rest of the room is handed the result.

export interface ConsoleSettings {
  /** Credentials kept as verified, so that not every request pays for a password check. TUQUAN_CONSOLE_SIGNED_IN */
  readonly mostSignedIn: number;
}

/** @throws Error naming key, value, what was expected and why */
export function readSettings(environment: NodeJS.ProcessEnv): ConsoleSettings {
  const text = environment.TUQUAN_CONSOLE_SIGNED_IN || '1000';
  if (!/^[1-9]\d{0,5}$/.test(text)) {
    throw new Error(
      `TUQUAN_CONSOLE_SIGNED_IN: expected a whole number from 1 to 999999, got "${text}". It bounds how many verified ` +
        'credentials are remembered. See src/apis/console/README.md.',
    );
  }
  return { mostSignedIn: Number(text) };
}
