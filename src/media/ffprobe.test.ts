import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describeWithFfmpeg, makeMedia, temporaryFolder } from '../../tests/fixtures/made-media.ts';
import { ffmpegBackend } from './ffmpeg-backend.ts';
import { findFfmpeg, inputOptions } from './ffmpeg-tools.ts';
import { probeMedia } from './ffprobe.ts';

const folder = await temporaryFolder();
const at = (name: string): string => join(folder, name);

describeWithFfmpeg('formats that name other files (needs ffmpeg)', () => {
  test.each([
    [
      'hls.m3u8',
      (target: string) => `#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n${target}\n#EXT-X-ENDLIST\n`,
    ],
    [
      'renamed.ts',
      (target: string) => `#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n${target}\n#EXT-X-ENDLIST\n`,
    ],
    ['list.ffconcat', (target: string) => `ffconcat version 1.0\nfile '${target}'\n`],
    [
      'session.sdp',
      () => 'v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 5004 RTP/AVP 0\n',
    ],
    ['pixels.ppm', () => 'P6 1 1 255\nabc'],
  ])(
    '%s is refused by ffprobe itself, even if our own look at the file had let it pass',
    async (name, content) => {
      await makeMedia('-f', 'lavfi', '-i', 'sine=d=1', '-c:a', 'mp2', at('target.ts'));
      await writeFile(at(name), content(at('target.ts')));
      const tools = await findFfmpeg(process.env);
      if (tools === undefined) throw new Error('ffmpeg is not on PATH');
      await expect(probeMedia(at(name), ffmpegBackend(tools))).rejects.toMatchObject({
        code: 'E_MEDIA_UNDECODABLE',
        message: expect.stringMatching(/playlist|not recognise/),
      });
      expect((await probeMedia(at('target.ts'), ffmpegBackend(tools))).tracks).toHaveLength(1);
    },
  );

  test('a fired signal ends the probe with E_CANCELLED', async () => {
    const tools = await findFfmpeg(process.env);
    if (tools === undefined) throw new Error('ffmpeg is not on PATH');
    const probing = probeMedia(at('target.ts'), ffmpegBackend(tools), AbortSignal.abort());
    await expect(probing).rejects.toMatchObject({ code: 'E_CANCELLED' });
  });
});

test('every input is limited to files and known containers, and is never read as an option or address', () => {
  const options = inputOptions('-rtsp://x/y');
  expect(options.slice(0, 2)).toEqual(['-protocol_whitelist', 'file,pipe']);
  expect(options.at(-1)).toMatch(/^file:.*-rtsp:/);
  for (const name of ['hls', 'dash', 'concat', 'sdp', 'rtsp', 'image2', 'lavfi', 'applehttp']) {
    expect(options[3]?.split(',')).not.toContain(name);
  }
});
