import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { compileSources, runScript } from '../../tests/fixtures/compiled-sources.ts';

const ATTEMPTS = `
import dgram from 'node:dgram';
import dns from 'node:dns';
import http from 'node:http';
import http2 from 'node:http2';
import net, { connect } from 'node:net';
import tls from 'node:tls';
import { forbidNetwork } from './src/platform/no-network.js';
const port = Number(process.env.PORT);
await forbidNetwork();
const settled = (start) => new Promise((resolve, reject) => {
  const open = start(resolve);
  open?.on?.('error', reject);
  open?.on?.('connect', resolve);
});
const attempts = {
  net: () => settled(() => connect(port, '127.0.0.1')),
  socket: () => settled(() => new net.Socket().connect({ port })),
  unix: () => settled(() => net.connect({ path: process.env.HOME + '/none' })),
  listen: () => settled((done) => net.createServer().listen(0, done)),
  http: () => settled((done) => http.get({ port }, done)),
  http2: () => settled((done) => http2.connect('http://127.0.0.1:' + port)),
  tls: () => settled(() => tls.connect(port, '127.0.0.1')),
  fetch: () => fetch('http://127.0.0.1:' + port),
  udp: () => settled((done) => { dgram.createSocket('udp4').send('x', port, '127.0.0.1', done); }),
  udpBind: () => settled((done) => { dgram.createSocket('udp4').bind(0, done); }),
  dns: () => settled((done) => { dns.lookup('localhost', done); }),
  resolver: () => new dns.promises.Resolver().resolve4('localhost'),
};
for (const [name, attempt] of Object.entries(attempts)) {
  const outcome = await Promise.resolve().then(attempt).then(() => 'open', (error) => (error.cause ?? error).message);
  console.log(name + ': ' + outcome);
}
process.exit(0);
`;

test('once forbidden, no door of Node.js leads to the network', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'offscribe-network-'));
  let visits = 0;
  const server = createServer((socket) => {
    visits += 1;
    socket.destroy();
  }).listen(0, '127.0.0.1');
  onTestFinished(async () => {
    server.close();
    await rm(folder, { recursive: true, force: true });
  });
  await new Promise((done) => server.on('listening', done));
  await compileSources(folder, ['kernel', 'platform']);
  const address = server.address();
  const port = typeof address === 'object' ? String(address?.port) : '';
  const script = await runScript(folder, ATTEMPTS, { PORT: port, HOME: folder });
  const { output } = await script.ended;
  const lines = output.trim().split('\n');
  expect(lines).toHaveLength(12);
  for (const line of lines) expect(line).toMatch(/: This process may not use the network\.$/);
  expect(visits).toBe(0);
});
