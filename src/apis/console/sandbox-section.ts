// What this room's section of sandbox.json holds, for programs written in TypeScript.
// Must not hold values.
export interface ConsoleSection {
  readonly user: string;
  readonly password: string;
}
