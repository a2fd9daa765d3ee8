/**
 * ASS info: the head of a script, and what its figures mean.
 *
 * Source  "SubStation Alpha v4.00+ script format", section 4; libass `ass_render.c` (size of the picture).
 * @module
 */
import { oneLine } from '../track/styled-text.ts';
import type { AssCanvas, AssFlavour } from './ass-values.ts';

/** Full HD, so that sizes and places of tracks from other formats are whole figures. */
const NEW_CANVAS: AssCanvas = { width: 1920, height: 1080 };
/** What a script has that says nothing. */
const OLD_CANVAS: AssCanvas = { width: 384, height: 288 };

/** What the head of a script says. */
export interface AssInfo {
  readonly canvas: AssCanvas;
  readonly softBreak: ' ' | '\n';
  readonly title?: string;
  readonly language?: string;
}

/** Reads the lines of the head; no lines, the head that `newInfo` makes. */
export function readAssInfo(lines: readonly string[]): AssInfo {
  const values = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon > 0 && !/^[;!]/.test(line)) {
      values.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
    }
  }
  const [title, language] = [values.get('title'), values.get('language')];
  return {
    canvas: canvasOf(Number(values.get('playresx') ?? 0), Number(values.get('playresy') ?? 0)),
    softBreak: values.get('wrapstyle') === '2' ? '\n' : ' ',
    ...(title === undefined || title === '' ? {} : { title }),
    ...(language === undefined || language === '' ? {} : { language }),
  };
}

/** The head of a script that was not read from one. */
export function newInfo(flavour: AssFlavour): readonly string[] {
  return [
    `ScriptType: ${flavour === 'ass' ? 'v4.00+' : 'v4.00'}`,
    `PlayResX: ${NEW_CANVAS.width}`,
    `PlayResY: ${NEW_CANVAS.height}`,
    'WrapStyle: 0',
    'ScaledBorderAndShadow: yes',
  ];
}

/** The lines with a title and a language, where the script says others. */
export function withNames(
  lines: readonly string[],
  names: { readonly title: string | undefined; readonly language: string | undefined },
): readonly string[] {
  const said = readAssInfo(lines);
  let kept = lines;
  for (const [name, key] of [
    ['title', 'Title'],
    ['language', 'Language'],
  ] as const) {
    const value = oneLine(names[name] ?? '').trim();
    if (value === (said[name] ?? '')) continue;
    kept = kept.filter((line) => !new RegExp(`^${key}\\s*:`, 'i').test(line));
    if (value !== '') kept = [`${key}: ${value}`, ...kept];
  }
  return kept;
}

function canvasOf(width: number, height: number): AssCanvas {
  const [hasWidth, hasHeight] = [width > 0 && width < 1e6, height > 0 && height < 1e6];
  if (hasWidth && hasHeight) return { width, height };
  if (hasWidth) return { width, height: Math.max(1, Math.round((width * 3) / 4)) };
  return hasHeight ? { width: Math.max(1, Math.round((height * 4) / 3)), height } : OLD_CANVAS;
}
