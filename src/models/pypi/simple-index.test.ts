import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseIndexPage } from './simple-index.ts';

const SHA = 'ab'.repeat(32);
const PAGE = new URL('https://index.example/root/simple/thing/');
const html = (body: string): ReturnType<typeof parseIndexPage> =>
  parseIndexPage(body, { url: PAGE, contentType: 'text/html; charset=utf-8' });
const json = (body: unknown): ReturnType<typeof parseIndexPage> =>
  parseIndexPage(typeof body === 'string' ? body : JSON.stringify(body), {
    url: PAGE,
    contentType: 'application/vnd.pypi.simple.v1+json',
  });

test('JSON: name, absolute or relative link, hash', () => {
  const files = json({
    files: [
      { filename: 'a-1.whl', url: 'https://files.example/a-1.whl', hashes: { sha256: SHA.toUpperCase() } },
      { filename: 'b-1.whl', url: '../../packages/b-1.whl', hashes: {} },
    ],
  });
  expect(files).toEqual([
    { name: 'a-1.whl', url: new URL('https://files.example/a-1.whl'), sha256: SHA },
    { name: 'b-1.whl', url: new URL('https://index.example/root/packages/b-1.whl') },
  ]);
});

test('HTML: attributes in any order and quoting, entities, fragments, other anchors', () => {
  const files = html(`<!DOCTYPE html><h1>Links</h1><a name="top"></a>
    <a data-requires-python="&gt;=3" HREF = "../../packages/a%2B1.whl?x=1&amp;y=2#sha256=${SHA}" >a</a>
    <a class=x href='b-1.whl#md5=0'>b</a><A href=c-1.whl>c</A>`);
  expect(files).toEqual([
    { name: 'a+1.whl', url: new URL('https://index.example/root/packages/a%2B1.whl?x=1&y=2'), sha256: SHA },
    { name: 'b-1.whl', url: new URL('https://index.example/root/simple/thing/b-1.whl') },
    { name: 'c-1.whl', url: new URL('https://index.example/root/simple/thing/c-1.whl') },
  ]);
});

test('HTML: a base element moves relative links', () => {
  const [file] = html('<base href="https://cdn.example/x/"><a href="a.whl">a</a>');
  expect(file?.url.href).toBe('https://cdn.example/x/a.whl');
});

test('a link to plain http on an https page, and to another scheme, is left out', () => {
  expect(html('<a href="http://files.example/a.whl">a</a><a href="file:///etc/passwd">b</a>')).toEqual([]);
  expect(html('<base href="http://cdn.example/"><a href="a.whl">a</a>')).toEqual([]);
});

test('a user name and password in a link are split off, for that origin', () => {
  const [file] = html('<a href="https://user:pass@files.example/a.whl">a</a>');
  expect(file?.url.href).toBe('https://files.example/a.whl');
  expect(file?.credentials?.origin).toBe('https://files.example');
});

test.each([
  '',
  '{',
  'null',
  '{"files": 7}',
  '{"files": [null, 1, {"filename": 3, "url": "x"}, {"filename": "x", "url": "http://["}]}',
])('JSON that is none, or none of ours, lists nothing: %s', (body) => {
  expect(json(body)).toEqual([]);
});

test('any page is read without an exception', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (body) => {
      html(body);
      html(`<a href="${body}">`);
      json(body);
      json({ files: [{ filename: body, url: body, hashes: { sha256: body } }] });
    }),
  );
});

test('HTML: quoted values may hold angle brackets; a tag that never ends is no link', () => {
  const files = html('<a <a <a data-requires-python=">=3,<4" href="a.whl">a</a><a href="b.whl"');
  expect(files.map((file) => file.name)).toEqual(['a.whl']);
});
