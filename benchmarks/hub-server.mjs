/**
 * Hub server: one model repository over the hub's protocol, for the store benchmark; a process of its own.
 *
 * `node benchmarks/hub-server.mjs SIZE` serves `bench/noise`: a safetensors file of SIZE bytes of noise, made from one
 * block in memory so that serving costs no disk, and a small config.json. Through IPC it says `{ port }` once, answers
 * `{ ask: 'counts' }`, and after `{ ask: 'notify', atBytes }` it says `{ reached }` when that many bytes have been sent.
 * @module
 */
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { CONFIG, makeWeights, REPOSITORY } from './noise-model.mjs';

/** @typedef {import('./noise-model.mjs').Content} Content */
/** @typedef {{ content: Content, etag: string, isLfs: boolean }} ServedFile */

const PIECE_BYTES = 1 << 20;

const weights = makeWeights(Number(process.argv[2]));
/** @type {Map<string, ServedFile>} */
const files = new Map([
  ['model.safetensors', { content: weights, etag: weights.sha256, isLfs: true }],
  ['config.json', { content: CONFIG, etag: gitSha1(CONFIG.piece(0, CONFIG.sizeBytes)), isLfs: false }],
]);
const commit = createHash('sha1').update(weights.sha256).digest('hex');

let requests = 0;
let sentBytes = 0;
let notifyAtBytes = Number.POSITIVE_INFINITY;

const server = createServer((request, response) => {
  requests += 1;
  const url = new URL(request.url ?? '/', 'http://hub');
  const resolved = new RegExp(`^/${REPOSITORY}/resolve/[^/]+/(.+)$`).exec(url.pathname);
  const file = files.get(resolved?.[1] ?? '');
  if (file !== undefined) return void serveFile(request, response, file);
  const api = `/api/models/${REPOSITORY}`;
  if (url.pathname.startsWith(`${api}/tree/`)) return answer(response, 200, listing());
  if (url.pathname.startsWith(`${api}/revision/`) || url.pathname === api) {
    const siblings = [...files.keys()].map((rfilename) => ({ rfilename }));
    return answer(response, 200, {
      id: REPOSITORY,
      modelId: REPOSITORY,
      sha: commit,
      gated: false,
      siblings,
    });
  }
  return answer(response, 404, { error: 'Entry not found' });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.({ port: typeof address === 'object' ? address?.port : undefined });
});
process.on('message', (/** @type {{ ask: string, atBytes?: number }} */ message) => {
  if (message.ask === 'counts') process.send?.({ requests, sentBytes });
  else notifyAtBytes = sentBytes + (message.atBytes ?? 0);
});
// The benchmark died: so does its server.
process.on('disconnect', () => process.exit(0));

function listing() {
  return [...files].map(([path, { content, etag, isLfs }]) => ({
    type: 'file',
    path,
    size: content.sizeBytes,
    oid: isLfs ? createHash('sha1').update(etag).digest('hex') : etag,
    ...(isLfs ? { lfs: { oid: etag, size: content.sizeBytes, pointerSize: 134 } } : {}),
  }));
}

/**
 * @param {import('node:http').ServerResponse} response
 * @param {number} status
 * @param {unknown} value
 */
function answer(response, status, value) {
  const body = JSON.stringify(value);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  });
  response.end(body);
}

/**
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 * @param {ServedFile} file
 */
async function serveFile(request, response, { content, etag }) {
  const { sizeBytes } = content;
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
  const start = Number(range?.[1] ?? 0);
  const end = Math.min(sizeBytes, range?.[2] ? Number(range[2]) + 1 : sizeBytes);
  if (start >= sizeBytes)
    return void response.writeHead(416, { 'content-range': `bytes */${sizeBytes}` }).end();
  response.writeHead(range === null ? 200 : 206, {
    'content-type': 'application/octet-stream',
    'content-length': end - start,
    'accept-ranges': 'bytes',
    etag: `"${etag}"`,
    'x-linked-etag': `"${etag}"`,
    'x-linked-size': sizeBytes,
    'x-repo-commit': commit,
    ...(range === null ? {} : { 'content-range': `bytes ${start}-${end - 1}/${sizeBytes}` }),
  });
  if (request.method === 'HEAD') return void response.end();
  for (let at = start; at < end && !response.destroyed; at += PIECE_BYTES) {
    const piece = content.piece(at, Math.min(end, at + PIECE_BYTES));
    const isWelcome = response.write(piece);
    count(piece.length);
    if (!isWelcome) await drained(response);
  }
  response.end();
}

/** @param {import('node:http').ServerResponse} response */
function drained(response) {
  return new Promise((resolve) => {
    const done = () => {
      response.off('drain', done).off('close', done);
      resolve(undefined);
    };
    response.on('drain', done).on('close', done);
  });
}

/** @param {number} bytes */
function count(bytes) {
  sentBytes += bytes;
  if (sentBytes < notifyAtBytes) return;
  notifyAtBytes = Number.POSITIVE_INFINITY;
  process.send?.({ reached: sentBytes });
}

/** @param {Uint8Array} bytes */
function gitSha1(bytes) {
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}
