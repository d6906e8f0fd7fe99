// This room's settings: read from the environment once, checked before anything listens.
// Must not be read anywhere else; the rest of the room is handed the result.
export interface PictureSpaceSettings {
  /** Points an upload costs (点券). TUQUAN_PICTURE_SPACE_POINTS */
  readonly points: number;
  /** Points an application has before its first upload. TUQUAN_PICTURE_SPACE_OPENING_POINTS */
  readonly openingPoints: number;
  /** Bytes of pictures a shop may keep. TUQUAN_PICTURE_SPACE_MEGABYTES */
  readonly quotaBytes: number;
  /** Answer 200 even where a bad token would be 401 and a rate 429. TUQUAN_PICTURE_SPACE_STRICT_200 */
  readonly strict200: boolean;
  /** Append the cause to the vendor's text of a failure. TUQUAN_PICTURE_SPACE_VERBOSE */
  readonly verbose: boolean;
  /** Refuse uploads without vvtype=2, as the page demands. TUQUAN_PICTURE_SPACE_REQUIRE_VVTYPE */
  readonly requireVvtype: boolean;
}

const hint = 'See src/apis/picture-space/README.md.';

function whole(environment: NodeJS.ProcessEnv, key: string, fallback: number, why: string): number {
  const text = environment[key];
  if (text === undefined || text === '') return fallback;
  if (/^[0-9]{1,12}$/.test(text)) return Number(text);
  throw new Error(`${key}: expected a whole number from 0 to 999999999999, got "${text}". ${why} ${hint}`);
}

function flag(environment: NodeJS.ProcessEnv, key: string, fallback: boolean, why: string): boolean {
  const text = environment[key];
  if (text === undefined || text === '') return fallback;
  if (text === '0' || text === '1') return text === '1';
  throw new Error(`${key}: expected 1 or 0, got "${text}". ${why} ${hint}`);
}

/** @throws Error naming key, value, what was expected and why */
export function readSettings(environment: NodeJS.ProcessEnv, sandbox: boolean): PictureSpaceSettings {
  return {
    points: whole(environment, 'TUQUAN_PICTURE_SPACE_POINTS', 4, 'It is what one upload costs.'),
    openingPoints: whole(
      environment,
      'TUQUAN_PICTURE_SPACE_OPENING_POINTS',
      sandbox ? 1_000_000_000 : 0,
      'It is what an application may spend before anything was credited.',
    ),
    quotaBytes:
      whole(environment, 'TUQUAN_PICTURE_SPACE_MEGABYTES', 102_400, 'It is the room a shop has.') * 1024 * 1024,
    strict200: flag(environment, 'TUQUAN_PICTURE_SPACE_STRICT_200', false, 'It makes every HTTP status 200.'),
    verbose: flag(environment, 'TUQUAN_PICTURE_SPACE_VERBOSE', false, 'It adds causes to the texts of failures.'),
    requireVvtype: flag(
      environment,
      'TUQUAN_PICTURE_SPACE_REQUIRE_VVTYPE',
      true,
      'It refuses uploads without vvtype=2.',
    ),
  };
}
