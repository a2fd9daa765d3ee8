/**
 * Time: TTML's time expressions as milliseconds.
 * Source  TTML1 (third edition) sections 6.2 (parameters) and 10.3.1 (syntax), appendix N (what an expression means).
 * @module
 */

/** What frames and ticks mean in a document. */
export interface TtmlClock {
  /** Frames a second as the clock counts them, before the multiplier. */
  readonly frameRate: number;
  /** Real seconds a counted second takes: 1001/1000 for 29.97 counted as 30. */
  readonly stretch: number;
  readonly subFrameRate: number;
  readonly tickRate: number;
  /** `smpte`: hours, minutes and seconds count frames too. */
  readonly isSmpte: boolean;
  readonly drop: 'none' | 'ntsc' | 'pal';
}

const CLOCK = /^(?:(\d{2,7}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,15})|:(\d{1,9})(?:\.(\d{1,9}))?)?$/;
const OFFSET = /^(\d{1,15}(?:\.\d{1,15})?)(h|m|s|ms|f|t)$/;

/** The clock that the root element's parameters set. */
export function readClock(root: ReadonlyMap<string, string>): TtmlClock {
  const frameRate = positive(root.get('ttp:frameRate')) ?? 30;
  const [over, under] = (root.get('ttp:frameRateMultiplier') ?? '1 1')
    .trim()
    .split(/[\s:]+/)
    .map(Number);
  const subFrameRate = positive(root.get('ttp:subFrameRate')) ?? 1;
  const drop = root.get('ttp:dropMode');
  return {
    frameRate,
    stretch: isPositive(over) && isPositive(under ?? 1) ? (under ?? 1) / over : 1,
    subFrameRate,
    // Section 6.2.10: without a tick rate, ticks are frames where a frame rate is given, else seconds.
    tickRate:
      positive(root.get('ttp:tickRate')) ?? (root.has('ttp:frameRate') ? frameRate * subFrameRate : 1),
    isSmpte: root.get('ttp:timeBase') === 'smpte',
    drop: drop === 'dropNTSC' ? 'ntsc' : drop === 'dropPAL' ? 'pal' : 'none',
  };
}

/** Milliseconds, not rounded; undefined for what is no time. Hours may be absent and a comma may stand for the point. */
export function parseTtmlTime(expression: string, clock: TtmlClock): number | undefined {
  const text = expression.trim();
  const offset = OFFSET.exec(text);
  if (offset !== null) return Number(offset[1]) * unitMs(offset[2] ?? '', clock);
  const match = CLOCK.exec(text);
  if (match === null) return undefined;
  const [hours, minutes, seconds] = [Number(match[1] ?? 0), Number(match[2]), Number(match[3])];
  if (minutes > 59 || seconds > 60) return undefined;
  const frames = Number(match[5] ?? 0) + Number(match[6] ?? 0) / clock.subFrameRate;
  const wholeSec = hours * 3600 + minutes * 60 + seconds;
  const frameMs = (1000 * clock.stretch) / clock.frameRate;
  if (clock.isSmpte) {
    const counted = wholeSec * clock.frameRate + frames - droppedFrames(hours, minutes, clock);
    return counted * frameMs + decimals(match[4]);
  }
  return wholeSec * 1000 + frames * frameMs + decimals(match[4]);
}

function decimals(digits: string | undefined): number {
  return digits === undefined ? 0 : Number(`0.${digits}`) * 1000;
}

/** Frame numbers that drop-frame counting leaves out: two a minute but every tenth; PAL-M: four each second minute. */
function droppedFrames(hours: number, minutes: number, { drop }: TtmlClock): number {
  if (drop === 'ntsc') return (hours * 54 + minutes - Math.floor(minutes / 10)) * 2;
  if (drop === 'pal') return (hours * 27 + Math.floor(minutes / 2) - Math.floor(minutes / 20)) * 4;
  return 0;
}

function unitMs(unit: string, { frameRate, stretch, tickRate }: TtmlClock): number {
  if (unit === 'h') return 3_600_000;
  if (unit === 'm') return 60_000;
  if (unit === 's') return 1000;
  if (unit === 'ms') return 1;
  return unit === 'f' ? (1000 * stretch) / frameRate : 1000 / tickRate;
}

function positive(text: string | undefined): number | undefined {
  const value = Number(text);
  return text !== undefined && isPositive(value) ? value : undefined;
}

function isPositive(value: number | undefined): value is number {
  return value !== undefined && Number.isFinite(value) && value > 0;
}
