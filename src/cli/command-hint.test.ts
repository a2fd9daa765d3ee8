import { describe, expect, test } from 'vitest';
import { UsageError } from '../kernel/index.ts';
import { inCommand } from './command-hint.ts';

const SHARED = 'offscribe transcribe MEDIA --beam-size 5';

/** The hint of an error with `hint`, told to who typed `args`. */
const told = (args: readonly string[], hint: string): string | undefined =>
  inCommand(new UsageError('E_USAGE', 'No.', { hint }), args).hint;

describe('a hint', () => {
  test.each([
    [['transcribe', 'a.mp3'], SHARED],
    [['align', 'a.mp3', 'a.txt'], 'offscribe align MEDIA TEXT --beam-size 5'],
    [['--json', 'eval', 'set.jsonl'], 'offscribe eval MANIFEST.jsonl --beam-size 5'],
    [['subtitle', 'a.mp3'], 'offscribe subtitle MEDIA --beam-size 5'],
    [['constructor'], SHARED],
    [[], SHARED],
  ])('names the command of %j', (args, hint) => {
    expect(told(args, SHARED)).toBe(hint);
  });

  test.each([`"my talk.mp3"`, `'my talk.mp3'`, 'talk.mp3'])('keeps the media %s', (media) => {
    expect(told(['align'], `offscribe transcribe ${media} --overwrite`)).toBe(
      `offscribe align ${media} TEXT --overwrite`,
    );
  });

  test.each(['offscribe transcribe -f txt -o - MEDIA', 'offscribe models list', 'ls -ld x'])(
    'that means another command stays: %s',
    (hint) => {
      expect(told(['align'], hint)).toBe(hint);
    },
  );

  test('has the flag for what is spoken as subtitle has it', () => {
    expect(told(['subtitle', 'a.mp3'], 'offscribe transcribe MEDIA -m base -l de')).toBe(
      'offscribe subtitle MEDIA -m base -s de',
    );
  });

  test('changes nothing else of its error', () => {
    const context = { hint: SHARED, cause: new Error('why'), details: { nearest: ['de'] } };
    const error = inCommand(new UsageError('E_LANGUAGE_UNSUPPORTED', 'No.', context), ['align']);
    expect(error).toMatchObject({ code: 'E_LANGUAGE_UNSUPPORTED', message: 'No.', exitCode: 2 });
    expect([error.cause, error.details]).toEqual([context.cause, context.details]);
    const bare = new UsageError('E_USAGE', 'No.');
    expect(inCommand(bare, ['align'])).toBe(bare);
  });
});
