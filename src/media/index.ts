/**
 * media: any audio or video file to 16 kHz mono PCM, through ffmpeg where it is installed, in-process where it is not.
 * @module
 */
export { type FfmpegTools, findFfmpeg } from './ffmpeg-tools.ts';
export { ffmpegMissing } from './media-errors.ts';
export { type OpenMedia, openMedia } from './open-media.ts';
