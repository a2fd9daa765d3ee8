/**
 * subtitles: from what was said to what a viewer reads. Pure.
 * @module
 */
export {
  type CheckInput,
  type CheckReport,
  checkTrack,
  type RuleCount,
} from './check/check-track.ts';
export type { Finding } from './check/finding.ts';
export { unifiedDiff } from './check/fix/unified-diff.ts';
export { RULES, type RuleId } from './check/rules.data.ts';
export type { CheckOptions, Span } from './check/subject.ts';
export type { Cue } from './cue.ts';
export { OUTPUT_FORMATS, type OutputFormat, type OutputFormatName, transcriptCues } from './formats.ts';
export { formatJson } from './json.ts';
export { formatWords } from './karaoke/format-words.ts';
export { karaokeTrack, type WordStyle } from './karaoke/karaoke-track.ts';
export { type Layout, type LayoutOptions, layOut } from './layout/lay-out.ts';
export { type LayoutNote, notesOf } from './layout/notes.ts';
export { type ParsedProfile, parseProfile } from './profiles/parse-profile.ts';
export type { ProfileLimits, ProfileSource, SubtitleProfile } from './profiles/profile.ts';
export { allProfiles, findProfile } from './profiles/profiles.ts';
export { compareCues } from './read/compare-cues.ts';
export { parseSrt } from './srt/read-srt.ts';
export { formatSrt } from './srt/write-srt.ts';
export {
  extensionOf,
  type FileFormat,
  type FileLoss,
  fileFormatOfName,
  READ_FORMATS,
  readSubtitleFile,
  type SubtitleFile,
  WRITTEN_FORMATS,
  writeSubtitleFile,
} from './subtitle-file.ts';
export { judgeSync, type SyncReceipt } from './sync/sync-receipt.ts';
export { parseFrameRate } from './timing/frame-rates.ts';
export { type Retimed, retimeTrack } from './timing/retime-cues.ts';
export { snapToShots } from './timing/snap-to-shots.ts';
export { type SyncedTrack, syncTrack } from './timing/sync-track.ts';
export { type Anchor, anchorMap, rateMap, shiftMap } from './timing/time-map.ts';
export type { Loss } from './track/losses.ts';
export type { SubtitleTrack, TrackCue } from './track/track.ts';
export {
  formatOfName,
  type KnownFormat,
  type ReadFile,
  readTrack,
  TRACK_FORMATS,
  writeTrack,
} from './track/track-formats.ts';
export { transcriptText } from './transcript-text.ts';
export { formatTxt } from './txt.ts';
export { parseVtt } from './vtt/read-vtt.ts';
export { formatVtt } from './vtt/write-vtt.ts';
