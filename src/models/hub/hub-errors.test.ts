import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { NetworkError } from '../../kernel/index.ts';
import { type HubQuestion, hubFailure } from './hub-errors.ts';
import type { TokenUse } from './hub-settings.ts';

const HUB = 'https://huggingface.co';
const COMMIT = '0123456789'.repeat(4);

interface Answered {
  readonly status: number;
  readonly code?: string;
  readonly message?: string;
  readonly tokenUse?: TokenUse;
  readonly file?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly from?: string;
  readonly endpoint?: string;
}

function failureFor(answer: Answered): NetworkError {
  const tokenUse = answer.tokenUse ?? 'none';
  const endpoint = new URL(answer.endpoint ?? HUB);
  const credentials = { origin: endpoint.origin, authorization: 'Bearer hf_s3cret' };
  const question: HubQuestion = {
    settings: {
      endpoint,
      isMirror: endpoint.origin !== HUB,
      tokenUse,
      warnings: [],
      ...(tokenUse === 'sent' ? { credentials } : {}),
    },
    model: 'base',
    repo: 'owner/name',
    revision: 'main',
    ...(answer.file === undefined ? {} : { file: answer.file }),
  };
  const headers = {
    ...(answer.code === undefined ? {} : { 'x-error-code': answer.code }),
    ...(answer.message === undefined ? {} : { 'x-error-message': answer.message }),
    ...answer.headers,
  };
  const url = new URL(answer.from ?? endpoint);
  return hubFailure({ url, status: answer.status, headers, discard: () => {} }, question);
}

const CAUSES: Readonly<Record<string, Answered & { readonly error: string; readonly next: string }>> = {
  'no token, and the hub does not say why': {
    status: 401,
    message: 'Invalid username or password.',
    error: 'E_HUB_ACCESS',
    next: 'offscribe models pull base   (first run: hf auth login, or set HF_TOKEN to a token from https://huggingface.co/settings/tokens)',
  },
  'gated, terms not accepted': {
    status: 403,
    code: 'GatedRepo',
    tokenUse: 'sent',
    error: 'E_HUB_ACCESS',
    next: 'offscribe models pull base   (after accepting the terms at https://huggingface.co/owner/name)',
  },
  'expired token': {
    status: 401,
    message: 'Invalid credentials in Authorization header',
    tokenUse: 'sent',
    error: 'E_HUB_ACCESS',
    next: 'offscribe models pull base --anonymous   (asks without it; a new one is made at https://huggingface.co/settings/tokens)',
  },
  'absent repository': {
    status: 404,
    code: 'RepoNotFound',
    tokenUse: 'sent',
    error: 'E_HUB_NOT_FOUND',
    next: "offscribe models list --json   (is the repository of the model's entry spelt right?)",
  },
  'absent revision': {
    status: 404,
    code: 'RevisionNotFound',
    error: 'E_HUB_NOT_FOUND',
    next: 'offscribe models pull base --revision main',
  },
  'absent file': {
    status: 404,
    code: 'EntryNotFound',
    file: 'model.bin',
    error: 'E_HUB_NOT_FOUND',
    next: "offscribe models list --json   (does the model's entry name files that are at https://huggingface.co/owner/name/tree/main ?)",
  },
  disabled: {
    status: 403,
    message: 'Access to this resource is disabled.',
    tokenUse: 'sent',
    error: 'E_HUB_ACCESS',
    next: 'offscribe models list   (choose another model)',
  },
  'withheld by law': {
    status: 451,
    error: 'E_HUB_ACCESS',
    next: 'offscribe models list   (choose another model)',
  },
  'a token without the right': {
    status: 403,
    tokenUse: 'sent',
    error: 'E_HUB_ACCESS',
    next: 'offscribe models pull base   (after giving the token read access at https://huggingface.co/settings/tokens)',
  },
  'not a hub': {
    status: 404,
    endpoint: 'https://mirror.example/hub',
    error: 'E_HTTP_STATUS',
    next: 'HF_ENDPOINT=https://huggingface.co offscribe models pull base   (is HF_ENDPOINT the address of a hub?)',
  },
};

describe('[row 25] each refusal has a sentence of its own and the next step', () => {
  test.each(Object.entries(CAUSES))('%s', (_name, { error, next, ...answer }) => {
    expect(failureFor(answer)).toMatchObject({ code: error, hint: next });
  });

  test('no two causes share a sentence', () => {
    const sentences = Object.values(CAUSES).map((answer) => failureFor(answer).message);
    expect(new Set(sentences).size).toBe(sentences.length);
  });

  test.each<[TokenUse, string]>([
    ['kept from mirror', 'OFFSCRIBE_TOKEN_TO_MIRROR=1 offscribe models pull base'],
    ['anonymous', 'without --anonymous'],
    ['disabled', 'HF_HUB_DISABLE_IMPLICIT_TOKEN=0 offscribe models pull base'],
    ['oidc', 'OIDC is not supported'],
  ])('a token that was not sent (%s) is what the next step is about', (tokenUse, hint) => {
    for (const code of [undefined, 'GatedRepo', 'RepoNotFound']) {
      const failure = failureFor({ status: 401, tokenUse, ...(code === undefined ? {} : { code }) });
      expect(failure).toMatchObject({ code: 'E_HUB_ACCESS', hint: expect.stringContaining(hint) });
    }
  });

  test('nothing that the server says is repeated, and no token appears', () => {
    for (const answer of Object.values(CAUSES)) {
      const echo = { 'x-error-message': answer.message ?? 'hf_s3cret', 'www-authenticate': 'hf_s3cret' };
      const failure = failureFor({ ...answer, headers: echo });
      expect(inspect(failure, { depth: 9 })).not.toContain('hf_s3cret');
    }
  });
});

test('a busy hub is a status to wait for, not a refusal', () => {
  expect(failureFor({ status: 503 })).toMatchObject({ code: 'E_HTTP_STATUS', details: { status: 503 } });
  expect(failureFor({ status: 429, headers: { 'retry-after': '7' } })).toMatchObject({
    code: 'E_HTTP_STATUS',
    details: { status: 429, retryAfterMs: 7000 },
  });
  expect(failureFor({ status: 429, headers: { ratelimit: '"api";r=0;t=55' } })).toMatchObject({
    details: { retryAfterMs: 56_000 },
  });
});

test('a content server on another host is not taken for the hub', () => {
  for (const status of [401, 403, 404]) {
    const failure = failureFor({
      status,
      from: 'https://cdn.example/x',
      tokenUse: 'sent',
      file: 'model.bin',
    });
    expect(failure).toMatchObject({ code: 'E_HTTP_STATUS', message: expect.stringContaining('cdn.example') });
  }
});

test('a 404 without a code is an absent file only where a hub has named its commit', () => {
  const named = { status: 404, file: 'model.bin', headers: { 'x-repo-commit': COMMIT } };
  expect(failureFor(named)).toMatchObject({ code: 'E_HUB_NOT_FOUND' });
  expect(failureFor({ ...named, headers: {} })).toMatchObject({ code: 'E_HTTP_STATUS' });
});
