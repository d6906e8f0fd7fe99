// Draws every text of a card and keeps the account of it: which role, in which ink, in which box. The account is what
// contrast, margins and overlaps are judged by. Must not know any particular layout.
import type { SKRSContext2D } from '@napi-rs/canvas';
import type { NameBlock } from './name-block.js';
import type { Ink } from './palette.js';
import { drawLine, type Line } from './typeset.js';

/** What a text is for. Each role a layout uses has one ink. */
export type Role = 'brand' | 'monogram' | 'lead' | 'hero' | 'unit' | 'condition' | 'scope' | 'badge';

/** Pixels of the 1080-unit card. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

export interface TextMark {
  readonly role: Role;
  readonly text: string;
  /** The ink's bounding box. */
  readonly box: Box;
  readonly colour: string;
}

export type Align = 'left' | 'center' | 'right';
export type Inks = Partial<Record<Role, Ink>>;

export class Pen {
  readonly marks: TextMark[] = [];
  readonly substituted: string[] = [];

  /** @param textVisible false keeps the account without drawing, so that a test can look at what lies behind */
  constructor(
    readonly ctx: SKRSContext2D,
    private readonly inks: Inks,
    private readonly textVisible = true,
  ) {}

  /** The colour of a role, for rules and shapes that belong to a text. */
  colour(role: Role): string {
    const ink = this.inks[role];
    if (!ink) throw new Error(`layout has no ink for ${role}`);
    return ink.colour;
  }

  /** Sets a line with its ink edge (or centre) at `x`; returns the ink box. */
  line(role: Role, line: Line, size: number, x: number, baseline: number, align: Align): Box {
    const width = (line.right - line.left) * size;
    const left = align === 'left' ? x : align === 'right' ? x - width : x - width / 2;
    const box = { x: left, y: baseline - line.ascent * size, w: width, h: (line.ascent + line.descent) * size };
    if (line.placed.length === 0) return box;
    this.marks.push({ role, text: line.text, box, colour: this.colour(role) });
    this.substituted.push(...line.substituted);
    if (this.textVisible) {
      this.ctx.fillStyle = this.colour(role);
      drawLine(this.ctx, line, left, baseline, size);
    }
    return box;
  }

  /** Sets a line so that its ink is centred on `y`. */
  lineMiddle(role: Role, line: Line, size: number, x: number, y: number, align: Align): Box {
    return this.line(role, line, size, x, y + ((line.ascent - line.descent) * size) / 2, align);
  }

  /** Sets a name block with its ink box starting at `top`. */
  block(role: Role, block: NameBlock, x: number, top: number, align: Align): void {
    let baseline = top + (block.lines[0]?.ascent ?? 0) * block.size;
    for (const line of block.lines) {
      this.line(role, line, block.size, x, baseline, align);
      baseline += block.leading;
    }
  }
}
