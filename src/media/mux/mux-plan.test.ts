import { describe, expect, test } from 'vitest';
import { chooseTarget } from './choose-container.ts';
import { CONTAINERS } from './containers.data.ts';
import type { MediaLayout, MediaStream } from './media-layout.ts';
import { planMux } from './mux-plan.ts';

const stream = (
  index: number,
  kind: string,
  codec: string,
  more: Partial<MediaStream> = {},
): MediaStream => ({
  index,
  kind,
  codec,
  tag: '',
  isPicture: false,
  isDefault: false,
  isForced: false,
  ...more,
});
const layout = (format: string, streams: readonly MediaStream[]): MediaLayout => ({
  format,
  startSec: 0,
  streams,
  chapters: 0,
});
const film = [stream(0, 'video', 'h264'), stream(1, 'audio', 'aac')];

describe('the container', () => {
  test.each([
    ['a.mp4', 'mov,mp4,m4a,3gp,3g2,mj2', film, '/o/a.mp4'],
    ['a.M4V', 'mov,mp4,m4a,3gp,3g2,mj2', film, '/o/a.m4v'],
    ['a.mov', 'mov,mp4,m4a,3gp,3g2,mj2', film, '/o/a.mov'],
    ['a.b.mkv', 'matroska,webm', film, '/o/a.b.mkv'],
    ['a.webm', 'matroska,webm', film, '/o/a.webm'],
    ['a.ts', 'mpegts', film, '/o/a.mkv'],
    ['a', 'avi', film, '/o/a.mkv'],
    ['a.mp4', 'matroska,webm', film, '/o/a.mkv'],
    ['a.3gp', 'mov,mp4,m4a,3gp,3g2,mj2', film, '/o/a.mkv'],
    ['a.wav', 'wav', [stream(0, 'audio', 'pcm_s16le')], '/o/a.mka'],
    ['a.mp3', 'mp3', [stream(0, 'audio', 'mp3'), stream(1, 'video', 'png', { isPicture: true })], '/o/a.mka'],
    ['/o/a.mkv', 'matroska,webm', film, '/o/a.subtitled.mkv'],
  ])('%s (%s) goes to %s', (media, format, streams, path) => {
    expect(chooseTarget(media, layout(format, streams as MediaStream[]), { folder: '/o' }).path).toBe(path);
  });

  test('that was asked for is taken, and what holds no subtitles is refused', () => {
    expect(chooseTarget('a.mkv', layout('matroska', film), { output: '/o/b.MP4' })).toMatchObject({
      container: 'mp4',
      path: '/o/b.MP4',
    });
    expect(() => chooseTarget('a.mkv', layout('matroska', film), { output: 'b.avi' })).toThrow(
      expect.objectContaining({
        code: 'E_USAGE',
        message: 'b.avi cannot hold subtitles; mkv, mka, webm, mp4, mov can.',
      }),
    );
  });
});

describe('the plan', () => {
  test('what a container cannot hold is left out and named; what ffmpeg makes anew is not missed', () => {
    const streams = [
      ...film,
      stream(2, 'subtitle', 'mov_text'),
      stream(3, 'data', 'bin_data', { tag: 'text' }),
      stream(4, 'data', 'bin_data', { tag: 'gpmd' }),
      stream(5, 'subtitle', 'eia_608'),
      stream(6, 'video', 'mjpeg', { isPicture: true }),
    ];
    const plan = planMux(layout('mov,mp4', streams), CONTAINERS.mkv);
    expect(plan.kept.map(({ index }) => index)).toEqual([0, 1, 2]);
    expect(plan.covers.map(({ index }) => index)).toEqual([6]);
    expect([...plan.converted.keys()]).toEqual([0]);
    expect(plan.notes).toEqual([
      'Subtitle track 2 (mov_text) became subrip, since Matroska takes no other.',
      'Data track 4 (gpmd) was left out: Matroska cannot hold it.',
      'Subtitle track 5 (eia_608) was left out: Matroska cannot hold it.',
    ]);
    expect(planMux(layout('mov,mp4', streams), CONTAINERS.mp4).kept.map(({ index }) => index)).toEqual([
      0, 1, 2, 4, 6,
    ]);
  });

  test('WebM holds neither fonts nor covers', () => {
    const streams = [
      stream(0, 'video', 'vp9'),
      stream(1, 'attachment', 'ttf'),
      stream(2, 'video', 'png', { isPicture: true }),
    ];
    expect(planMux(layout('matroska,webm', streams), CONTAINERS.webm).notes).toEqual([
      'Attachment track 1 (ttf) was left out: WebM cannot hold it.',
      'Cover track 2 (png) was left out: WebM cannot hold it.',
    ]);
  });
});
