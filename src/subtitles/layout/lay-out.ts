/**
 * Layout: a transcript becomes cues that can be read, by the rules of a house.
 *
 * In/out  Segment[] (seconds, media clock) -> Cue[] (ms), rules LAY1 to LAY17 in ../SPEC.md.
 * Throws  InputError E_CUE_INVALID (a segment whose times are not finite).
 * @module
 */
import { InputError, type Segment } from '../../kernel/index.ts';
import type { Cue } from '../cue.ts';
import type { SubtitleProfile } from '../profiles/profile.ts';
import { type Choice, chooseCues } from './choose-cues.ts';
import { partsOfWords, wordsOfCue } from './cue-words.ts';
import { jointsOf } from './joints.ts';
import { type LayoutNote, notesOf } from './notes.ts';
import { settleTimes } from './settle.ts';
import { joinTokens, type Token, tokensOf } from './tokens.ts';

/** How a transcript is laid out. */
export interface LayoutOptions {
  readonly profile: SubtitleProfile;
  /** Of the text; that of a segment which names its own counts more. */
  readonly language: string;
  /** End of the media: no cue stays longer. Default: no limit. */
  readonly mediaEndMs?: number | undefined;
  /** Changes of shot, ms: cues start and end with the picture. */
  readonly shots?: readonly number[] | undefined;
  /** Changes of speaker, ms: no cue runs across one. */
  readonly turns?: readonly number[] | undefined;
}

/** Cues, and where they could not keep to the profile. */
export interface Layout {
  readonly cues: readonly Cue[];
  readonly notes: readonly LayoutNote[];
}

/** Lays out segments as cues: in order, disjoint, every word of every segment in exactly one of them. */
export function layOut(segments: readonly Segment[], options: LayoutOptions): Layout {
  const { limits } = options.profile;
  const { mediaEndMs = Number.POSITIVE_INFINITY } = options;
  const ordered = segments.map(checkTimes).sort((left, right) => left.start - right.start);
  const tokens = tokensOf(ordered, limits);
  const languageOf = ({ segment }: Token): string => ordered[segment]?.language ?? options.language;
  const shots = ascending(options.shots);
  const joints = jointsOf(tokens, languageOf, { shots, turns: ascending(options.turns) });
  const choices = chooseCues({ tokens, joints, limits, mediaEndMs });
  const said = choices.map(({ from, to, width }) => ({
    saidFromMs: tokens[from]?.startMs ?? 0,
    saidToMs: tokens[to - 1]?.endMs ?? 0,
    width,
  }));
  const times = settleTimes(said, { limits, mediaEndMs, shots });
  const parts = partsOfWords(tokens, ordered);
  const cues = choices.map((choice, index) => {
    const lines = linesOf(choice);
    const words = wordsOfCue(tokens, parts, lines);
    return {
      ...(times[index] as { startMs: number; endMs: number }),
      lines: lines.map(({ from, to }) => joinTokens(tokens.slice(from, to))),
      ...(words === undefined ? {} : { words }),
    };
  });
  return { cues, notes: notesOf(cues, limits) };
}

function linesOf({ from, starts, to }: Choice): { from: number; to: number }[] {
  const bounds = [from, ...starts, to];
  return bounds.slice(1).map((end, index) => ({ from: bounds[index] ?? end, to: end }));
}

function ascending(times: readonly number[] = []): readonly number[] {
  return [...times].sort((left, right) => left - right);
}

/** The segment with its times in order. */
function checkTimes(segment: Segment): Segment {
  if (!Number.isFinite(segment.start) || !Number.isFinite(segment.end)) {
    throw new InputError('E_CUE_INVALID', 'A segment of the transcript has a time that is not a number.', {
      hint: 'Give segments with finite start and end seconds.',
    });
  }
  return { ...segment, end: Math.max(segment.start, segment.end) };
}
