/**
 * media: any audio or video file to 16 kHz mono PCM, through ffmpeg where it is installed, through an add-on with FFmpeg in it
 * where that was made, in-process where neither is there.
 * @module
 */
export {
  type AddonRecipe,
  addonFolder,
  addonRecipe,
  addonsFolder,
} from './addon/addon-places.ts';
export { addonSupport } from './addon/addon-support.ts';
export { answerJob, type JobDoors } from './addon/answer-job.ts';
export {
  type AddonState,
  inspectAddon,
  inspectAddonFolder,
  type MediaAddon,
  stampAddon,
} from './addon/inspect-addon.ts';
export { proveAddon } from './addon/prove-addon.ts';
export { primaryLanguage } from './audio-track.ts';
export { type FfmpegTools, findFfmpeg } from './ffmpeg-tools.ts';
export { decoderMissing, notFound } from './media-errors.ts';
export { flawOfCopy } from './mux/check-copy.ts';
export { COPY_SUFFIX, chooseTarget, type MuxPlace, type MuxTarget } from './mux/choose-container.ts';
export { CONTAINERS, type Container, type ContainerName } from './mux/containers.data.ts';
export { draftMux, type MuxDraft, type MuxRun } from './mux/draft-mux.ts';
export { languageCode, languageTag } from './mux/language-tags.ts';
export type { TextTrack } from './mux/mux-arguments.ts';
export { muxFailed } from './mux/mux-errors.ts';
export { type MuxSource, openForMux } from './mux/open-for-mux.ts';
export { readTextTrack } from './mux/read-text-track.ts';
export { type OpenMedia, openMedia } from './open-media.ts';
export { findShots, requireShotFinder, type Shots } from './shots/find-shots.ts';
export type { SubtitleTrack } from './subtitle-track.ts';
