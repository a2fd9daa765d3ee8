import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { beforeAll, expect, test } from 'vitest';
import { fakeWiring, listening } from '../../../tests/fixtures/fake-wiring.ts';
import {
  extracted,
  filmInputs,
  looked,
  makeFilm,
  packetSum,
  spokenCues,
} from '../../../tests/fixtures/made-film.ts';
import { describeWithFfmpeg, makeMedia, temporaryFolder } from '../../../tests/fixtures/made-media.ts';
import { runProgram } from '../../platform/index.ts';
import { formatSrt } from '../../subtitles/index.ts';
import { type MuxSubtitlesRequest, muxSubtitles } from './mux-subtitles.ts';

const folder = await temporaryFolder();
const at = (name: string): string => join(folder, name);
const wiring = { ...fakeWiring(folder), env: { ...process.env, OFFSCRIBE_HOME: at('home') } };
const cues = spokenCues(18);
const H264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-bf', '2'];
const german = { subtitles: cues, language: 'de', title: 'Deutsch', isDefault: true };

/** Puts the German track into a copy in `folder/out`. */
const mux = (media: string, more: Partial<MuxSubtitlesRequest> = {}): ReturnType<typeof muxSubtitles> =>
  muxSubtitles(
    { media: at(media), tracks: [german], folder: at('out'), overwrite: true, ...more },
    wiring,
    listening(),
  );

/** Names of what is in the output folder and was not asked for. */
const leftovers = async (where = at('out')): Promise<string[]> =>
  (await readdir(where)).filter((name) => name.startsWith('.'));

/** The checksum in a Matroska file's list of tracks, and what it should be. */
function tracksChecksum(bytes: Buffer): { stored: number; computed: number } {
  const crc = Buffer.from([0xbf, 0x84]);
  let start = -1;
  // The first place with that id is the table of contents, which has no checksum behind it.
  do start = bytes.indexOf(Buffer.from([0x16, 0x54, 0xae, 0x6b]), start + 1);
  while (bytes.indexOf(crc, start) > start + 12);
  const at = bytes.indexOf(crc, start);
  const sizeBytes = [...bytes.subarray(start + 4, at)];
  const size = sizeBytes.reduce(
    (sum, byte, index) => sum * 256 + (index === 0 ? byte & (0xff >> sizeBytes.length) : byte),
    0,
  );
  return { stored: bytes.readUInt32LE(at + 2), computed: crc32(bytes.subarray(at + 6, at + size)) };
}

beforeAll(async () => {
  await mkdir(at('out'));
});

describeWithFfmpeg('the same cues come out of every container (needs ffmpeg)', () => {
  test.each([
    ['plain.mp4', 'plain.mp4', 'deu', [...H264, '-c:a', 'aac'], 0],
    ['plain.mkv', 'plain.mkv', 'ger', [...H264, '-c:a', 'libopus'], 0],
    ['plain.mov', 'plain.mov', 'ger', [...H264, '-c:a', 'pcm_s16le'], 0],
    ['plain.webm', 'plain.webm', 'ger', ['-c:v', 'libvpx', '-deadline', 'realtime', '-c:a', 'libopus'], 0],
    ['late.mp4', 'late.mp4', 'deu', [...H264, '-c:a', 'aac'], 3.2],
    ['late.mkv', 'late.mkv', 'ger', [...H264, '-c:a', 'aac'], 3.2],
    ['late.webm', 'late.webm', 'ger', ['-c:v', 'libvpx', '-deadline', 'realtime', '-c:a', 'libopus'], 3.2],
    ['late.ts', 'late.mkv', 'ger', [...H264, '-c:a', 'aac'], 3.2],
    ['frames.avi', 'frames.mkv', 'ger', ['-c:v', 'mpeg4', '-bf', '2', '-c:a', 'mp3', '-ar', '44100'], 0],
    ['plain.flv', 'plain.mkv', 'ger', ['-c:v', 'flv', '-c:a', 'mp3', '-ar', '44100'], 0],
  ])('%s becomes %s', async (name, made, language, options, lateSec) => {
    const spoken = spokenCues(18, lateSec === 0 ? 500 : 3600);
    await makeFilm(at(name), await filmInputs(folder, spoken, { lateSec }), ...options);
    const outcome = await mux(name, { tracks: [{ ...german, subtitles: spoken }] });
    expect(outcome.path).toBe(at(`out/${made}`));
    expect(await extracted(at(`out/${made}`))).toEqual(spoken);
    const track = (await looked(at(`out/${made}`))).streams.find(
      ({ codec_type }) => codec_type === 'subtitle',
    );
    expect(track?.tags?.['language']).toBe(language);
    expect(track?.disposition['default']).toBe(1);
    expect(outcome.tracks[0]?.worstMs).toBeLessThanOrEqual(1);
    expect(outcome.receipt?.verdict).toBe('in-sync');
    expect(Math.abs(outcome.receipt?.offsetMs ?? 999)).toBeLessThan(100);
    // In a transport stream each AAC packet has a header that no other container has.
    if (!name.endsWith('.ts')) {
      expect(await packetSum(at(`out/${made}`), 'a')).toBe(await packetSum(at(name), 'a'));
    }
    expect(await leftovers()).toEqual([]);
  });

  test('MP4 into Matroska: nothing moves by the delay of the AAC encoder', async () => {
    await makeFilm(at('aac.mp4'), await filmInputs(folder, cues), ...H264, '-c:a', 'aac');
    const { path = '' } = await mux('aac.mp4', { output: at('out/aac.mkv') });
    expect(await extracted(path)).toEqual(cues);
    const video = (await looked(path)).streams.find(({ codec_type }) => codec_type === 'video');
    expect(Number(video?.start_time)).toBe(0);
  });

  test('pictures at uneven times keep them', async () => {
    const uneven = ['-vf', "select='not(mod(n,3))+lt(t,4)'"];
    await makeFilm(
      at('vfr.mkv'),
      await filmInputs(folder, cues, { rate: 25 }),
      ...uneven,
      ...H264,
      '-c:a',
      'aac',
    );
    const { path = '' } = await mux('vfr.mkv');
    expect(await extracted(path)).toEqual(cues);
    expect(await packetSum(path, 'v')).toBe(await packetSum(at('vfr.mkv'), 'v'));
  });

  test.each(['wav', 'mp3', 'flac', 'm4a'])(
    'sound alone (%s) becomes Matroska audio, and that is said',
    async (ending) => {
      const [, , , , ...sound] = await filmInputs(folder, cues);
      await makeFilm(at(`sound.${ending}`), sound);
      const outcome = await mux(`sound.${ending}`);
      expect(outcome.path).toBe(at('out/sound.mka'));
      expect(outcome.notes).toEqual([`.${ending} holds no subtitles: Matroska audio (.mka) is written.`]);
      expect(await extracted(at('out/sound.mka'))).toEqual(cues);
    },
  );
});

describeWithFfmpeg('what is there already (needs ffmpeg)', () => {
  beforeAll(async () => {
    await writeFile(at('old.srt'), formatSrt(cues.slice(0, 4)));
    await writeFile(at('font.ttf'), 'not really a font');
    await writeFile(
      at('chapters.txt'),
      ';FFMETADATA1\ntitle=My Film\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=4000\ntitle=One\n' +
        '[CHAPTER]\nTIMEBASE=1/1000\nSTART=4000\nEND=9000\ntitle=Two\n',
    );
    await makeMedia('-f', 'lavfi', '-i', 'testsrc=d=0.1:s=32x32:r=10', '-frames:v', '1', at('cover.png'));
  });

  test('tracks, flags, names, fonts, covers, chapters and tags of Matroska stay', async () => {
    const film = await filmInputs(folder, cues);
    const more = ['-i', at('old.srt'), '-i', at('old.srt'), '-i', at('chapters.txt')];
    const maps = [
      '-map',
      '0',
      '-map',
      '1',
      '-map',
      '1',
      '-map',
      '2',
      '-map',
      '3',
      '-map_metadata',
      '4',
      '-map_chapters',
      '4',
    ];
    const tags = [
      '-metadata:s:a:1',
      'language=fre',
      '-metadata:s:s:1',
      'title=SDH',
      '-metadata:s:s:1',
      'language=eng',
    ];
    const attached = ['-attach', at('font.ttf'), '-metadata:s:t:0', 'mimetype=application/x-truetype-font'];
    const cover = ['-attach', at('cover.png'), '-metadata:s:t:1', 'mimetype=image/png'];
    const flags = ['-c:s:0', 'copy', '-c:s:1', 'ass', '-disposition:s:1', 'hearing_impaired'];
    await makeFilm(
      at('rich.mkv'),
      [...film, ...more],
      ...maps,
      ...H264,
      ...flags,
      ...tags,
      ...attached,
      ...cover,
    );
    const forced = { subtitles: formatSrt(cues.slice(0, 5)), language: 'pt-BR', isForced: true };
    const { path = '', notes } = await mux('rich.mkv', { tracks: [german, forced] });
    expect(notes).toEqual([]);
    const [before, after] = [await looked(at('rich.mkv')), await looked(path)];
    const kinds = after.streams.map(({ codec_type, codec_name }) => `${codec_type} ${codec_name}`);
    expect(kinds).toEqual([
      ...['video h264', 'audio vorbis', 'audio vorbis', 'subtitle subrip', 'subtitle ass', 'subtitle subrip'],
      ...['subtitle subrip', 'attachment ttf', 'video png'],
    ]);
    expect(after.chapters).toEqual(before.chapters);
    expect(after.format.tags?.['title']).toBe('My Film');
    expect(after.streams[2]?.tags?.['language']).toBe('fre');
    expect(after.streams[4]).toMatchObject({
      tags: { title: 'SDH', language: 'eng' },
      disposition: { hearing_impaired: 1 },
    });
    expect(after.streams[5]).toMatchObject({
      tags: { title: 'Deutsch', language: 'ger' },
      disposition: { default: 1, forced: 0 },
    });
    expect(after.streams[6]).toMatchObject({
      tags: { language: 'por' },
      disposition: { default: 0, forced: 1 },
    });
    expect(after.streams[8]).toMatchObject({
      tags: { filename: 'cover.png' },
      disposition: { attached_pic: 1 },
    });
    expect(await packetSum(path, 'a')).toBe(await packetSum(at('rich.mkv'), 'a'));
    expect(await extracted(path)).toEqual(await extracted(at('rich.mkv')));
    expect(await extracted(path, 3)).toEqual(cues.slice(0, 5));
  });

  test('a cover, chapters and tags of MP4 stay, also in Matroska', async () => {
    const inputs = [...(await filmInputs(folder, cues)), '-i', at('cover.png'), '-i', at('chapters.txt')];
    const maps = ['-map', '0', '-map', '1', '-map', '2', '-map_metadata', '3', '-map_chapters', '3'];
    await makeFilm(
      at('rich.mp4'),
      inputs,
      ...maps,
      ...H264,
      '-c:v:1',
      'copy',
      '-c:a',
      'aac',
      '-disposition:v:1',
      'attached_pic',
    );
    const same = await looked((await mux('rich.mp4')).path ?? '');
    const other = await looked((await mux('rich.mp4', { output: at('out/rich-mp4.mkv') })).path ?? '');
    for (const { streams, chapters, format } of [same, other]) {
      expect(streams.filter(({ disposition }) => disposition['attached_pic'] === 1).length).toBe(1);
      expect(streams.filter(({ codec_type }) => codec_type === 'video').length).toBe(2);
      expect(chapters.map(({ tags }) => tags?.['title'])).toEqual(['One', 'Two']);
      expect(format.tags?.['title']).toBe('My Film');
    }
    expect(Object.keys(other.format.tags ?? {}).map((name) => name.toLowerCase())).not.toContain(
      'major_brand',
    );
  });

  test('text subtitles change their kind where the container has another, and that is said', async () => {
    const inputs = [...(await filmInputs(folder, cues)), '-i', at('old.srt')];
    await makeFilm(
      at('texts.mkv'),
      inputs,
      '-map',
      '0',
      '-map',
      '1',
      '-map',
      '2',
      ...H264,
      '-c:s',
      'copy',
      '-c:a',
      'aac',
    );
    const { path = '', notes } = await mux('texts.mkv', { output: at('out/texts.mp4') });
    expect(notes).toEqual(['Subtitle track 2 (subrip) became mov_text, since MP4 takes no other.']);
    const starts = async (file: string): Promise<number[]> =>
      (await extracted(file)).map(({ startMs }) => startMs);
    expect(await starts(path)).toEqual(await starts(at('texts.mkv')));
    expect(await extracted(path, 1)).toEqual(cues);
  });

  test('the same input gives the same bytes', async () => {
    for (const ending of ['mkv', 'mp4']) {
      await makeFilm(at(`twice.${ending}`), await filmInputs(folder, cues), ...H264, '-c:a', 'aac');
      const [one, two] = [at(`out/one.${ending}`), at(`out/two.${ending}`)];
      for (const output of [one, two]) await mux(`twice.${ending}`, { output });
      expect((await readFile(one)).equals(await readFile(two))).toBe(true);
    }
  });

  test('Matroska gets the BCP 47 tag of each track beside its name, and stays whole', async () => {
    await makeFilm(at('tags.mkv'), await filmInputs(folder, cues), ...H264, '-c:a', 'aac');
    const long = 'Ein sehr langer Titel '.repeat(8).trim();
    const { path = '' } = await mux('tags.mkv', {
      tracks: [
        { subtitles: cues, language: 'pt_br', title: 'Português' },
        { subtitles: cues, language: 'zh-Hant-TW' },
        { subtitles: cues },
        { subtitles: cues, language: 'ger', title: long },
      ],
    });
    const bytes = await readFile(path);
    for (const tag of ['pt-BR', 'zh-Hant-TW', 'de']) {
      const element = Buffer.from([0x22, 0xb5, 0x9d, 0x80 | tag.length, ...Buffer.from(tag)]);
      expect(bytes.indexOf(element), tag).toBeGreaterThan(0);
    }
    const tracks = (await looked(path)).streams.filter(({ codec_type }) => codec_type === 'subtitle');
    expect(tracks.map(({ tags }) => tags?.['title'])).toEqual(['Português', undefined, undefined, long]);
    expect(await runProgram('ffmpeg', ['-v', 'error', '-i', path, '-f', 'null', '-'])).toMatchObject({
      exitCode: 0,
      stderr: '',
    });
    const { stored, computed } = tracksChecksum(bytes);
    expect(stored).toBe(computed);
    // The next copy keeps them, though ffmpeg does not see them.
    const again = await mux('out/tags.mkv', { output: at('out/tags-again.mkv') });
    const copied = await readFile(again.path ?? '');
    const tags = [...copied.toString('latin1').matchAll(/\x22\xb5\x9d[\x80-\xff]([A-Za-z-]+)/g)].map(
      (found) => found[1],
    );
    expect(tags).toEqual(['pt-BR', 'zh-Hant-TW', 'de', 'de']);
    const names = (await looked(again.path ?? '')).streams.map(({ tags: named }) => named?.['title']);
    expect(names).toEqual([undefined, undefined, 'Português', undefined, undefined, long, 'Deutsch']);
  });
});
