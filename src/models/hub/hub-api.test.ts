import { expect, test } from 'vitest';
import { hubUrl, nextLink } from './hub-api.ts';

test.each([
  [undefined, undefined],
  ['', undefined],
  ['<https://hub.example/2>; rel="next"', 'https://hub.example/2'],
  ['<https://hub.example/2>; rel=next', 'https://hub.example/2'],
  ['</2?cursor=a,b;c>;rel="next"', '/2?cursor=a,b;c'],
  ['<https://hub.example/0>; rel="prev", <https://hub.example/2>; rel="next"', 'https://hub.example/2'],
  ['<https://hub.example/2>; title="x"; rel="last next"', 'https://hub.example/2'],
  ['<https://hub.example/2>; rel="xet-auth"', undefined],
  ['<https://hub.example/2>; rel="nextish"', undefined],
  ['https://hub.example/2; rel="next"', undefined],
  ['<<<<>; rel="next', undefined],
])('the next page in the Link header %j is %j', (header, expected) => {
  expect(nextLink(header)).toBe(expected);
});

test.each([
  ['https://hub.example', 'https://hub.example/a/b/resolve/x/my%20file%3F%23%25.bin'],
  ['https://hub.example/path', 'https://hub.example/path/a/b/resolve/x/my%20file%3F%23%25.bin'],
])('an address at %s has each part percent-encoded', (endpoint, expected) => {
  const settings = {
    endpoint: new URL(endpoint),
    isMirror: true,
    tokenUse: 'none' as const,
    warnings: [],
  };
  expect(hubUrl(settings, 'a/b', { before: '', after: ['resolve', 'x', 'my file?#%.bin'] }).href).toBe(
    expected,
  );
});
