import { describe, expect, test } from 'vitest';
import type { HttpResponse } from '../../platform/index.ts';
import { isOtherVersion, judgeResponse, refuseOtherBytes, validatorOf } from './response-checks.ts';

const FILE = { name: 'model.bin', sizeBytes: 1000, etag: 'a'.repeat(64) };
const ASKED = { start: 100, end: 500, hasRange: true };

function answer(status: number, headers: Record<string, string> = {}): HttpResponse {
  const url = new URL('http://host.example/x');
  const body = (async function* (): AsyncGenerator<Uint8Array> {})();
  return { url, status, headers, body, pour: async () => {}, discard: () => {} };
}

describe('[row 9] a 206', () => {
  const judge = (range: string | undefined, headers: Record<string, string> = {}) =>
    judgeResponse(
      answer(206, range === undefined ? headers : { 'content-range': range, ...headers }),
      ASKED,
      FILE,
    );

  test('is believed when it starts and totals exactly as it must, and may be shorter than asked for', () => {
    expect(judge('bytes 100-499/1000')).toEqual({ kind: 'part', end: 500 });
    expect(judge('bytes 100-299/1000')).toEqual({ kind: 'part', end: 300 });
  });

  test.each([
    'bytes 101-499/1000',
    'bytes 0-499/1000',
    'bytes 100-499/1001',
    'bytes 100-499/*',
    'bytes 100-500/1000',
    'bytes 100-99/1000',
    'bytes */1000',
    'items 100-499/1000',
    '',
    undefined,
  ])('with Content-Range %s is not', (range) => {
    expect(judge(range)).toEqual({ kind: 'wrong part' });
  });

  test('of an encoded body is not', () => {
    expect(judge('bytes 100-499/1000', { 'content-encoding': 'gzip' })).toEqual({ kind: 'wrong part' });
  });

  test('that nobody asked for is an error', () => {
    const response = answer(206, { 'content-range': 'bytes 0-999/1000' });
    expect(() => judgeResponse(response, { start: 0, end: 1000, hasRange: false }, FILE)).toThrow(
      /sends a part of model\.bin/,
    );
  });
});

describe('[row 13] a 200', () => {
  const judge = (headers: Record<string, string>, name = FILE.name) =>
    judgeResponse(answer(200, headers), ASKED, { ...FILE, name });

  test('is the whole file, whatever was asked for', () => {
    expect(judge({ 'content-length': '1000' })).toEqual({ kind: 'whole', end: 1000 });
    expect(judge({})).toEqual({ kind: 'whole', end: 1000 });
  });

  test('with a web page or a JSON message is an error, unless the file is one', () => {
    expect(() => judge({ 'content-type': 'text/html; charset=utf-8' })).toThrow(/a web page instead of/);
    expect(() => judge({ 'content-type': 'application/problem+json' })).toThrow(/a JSON message instead of/);
    expect(judge({ 'content-type': 'application/json' }, 'onnx/config.json').kind).toBe('whole');
    expect(judge({ 'content-type': 'text/html' }, 'README.md').kind).toBe('whole');
  });

  test('is looked at once more when its first bytes come', () => {
    const look = (text: string, name = FILE.name) =>
      refuseOtherBytes(Buffer.from(text), answer(200), { ...FILE, name });
    expect(() => look('\n<!DOCTYPE html><html>')).toThrow(/a web page instead of/);
    expect(() => look('{"error":"Log in"}')).toThrow(/a JSON message instead of/);
    expect(() => look('{"error":"Log in"}', 'a.json')).not.toThrow();
    expect(() => look('{"vocab": 1}')).not.toThrow();
  });

  test('of another length is an error', () => {
    expect(() => judge({ 'content-length': '999' })).toThrow(
      /offers 999 bytes as model\.bin, which has 1000/,
    );
  });
});

test('[row 10] a 416 to a Range request is told apart from one to no Range request', () => {
  expect(judgeResponse(answer(416), ASKED, FILE).kind).toBe('no such range');
  expect(judgeResponse(answer(416), { ...ASKED, hasRange: false }, FILE).kind).toBe('refusal');
  expect(judgeResponse(answer(404), ASKED, FILE).kind).toBe('refusal');
});

test('[row 11] only a strong ETag or a date is fit for If-Range, and only one of a body as it is', () => {
  expect(validatorOf(answer(200, { etag: '"abc"', 'last-modified': 'x' }))).toBe('"abc"');
  expect(validatorOf(answer(200, { etag: 'W/"abc"', 'last-modified': 'Thu' }))).toBe('Thu');
  expect(validatorOf(answer(200, { etag: 'abc' }))).toBeUndefined();
  expect(validatorOf(answer(200, { etag: '"abc"', 'content-encoding': 'gzip' }))).toBeUndefined();
  expect(isOtherVersion(answer(206, { etag: '"b"' }), '"a"')).toBe(true);
  expect(isOtherVersion(answer(206, { etag: '"a"' }), '"a"')).toBe(false);
  expect(isOtherVersion(answer(206, { 'last-modified': 'Thu' }), '"a"')).toBe(false);
  expect(isOtherVersion(answer(206), '"a"')).toBe(false);
});
