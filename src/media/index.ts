/**
 * media: any audio or video file to 16 kHz mono PCM, through ffmpeg where it is installed, in-process where it is not.
 * @module
 */
export { type OpenMedia, openMedia } from './open-media.ts';
