/**
 * subtitles: from what was said to what a viewer reads. Pure.
 * @module
 */
export type { Cue } from './cue.ts';
export { OUTPUT_FORMATS, type OutputFormat, type OutputFormatName, transcriptCues } from './formats.ts';
export { formatJson } from './json.ts';
export { type CueLayout, segmentsToCues } from './layout.ts';
export { formatSrt } from './srt.ts';
export { transcriptText } from './transcript-text.ts';
export { formatTxt } from './txt.ts';
export { formatVtt } from './vtt.ts';
