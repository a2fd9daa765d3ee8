/**
 * Give back: memory of arrays, freed at once instead of when the collector comes by.
 *
 * The collector sees an array as an object of a few bytes, lets tens of megabytes of them wait, and is called for them more and
 * more often. A buffer that is sent in a message leaves its sender, and a message to a port whose other end is closed goes
 * nowhere: its memory is free when the call returns, and the next array is made of it. (Until the event loop has turned once
 * behind the first call it waits for that turn: an end is closed no sooner.)
 * Source  HTML, "transferable objects"; Node.js `worker_threads`, `port.postMessage` with a transfer list.
 * @module
 */
import { MessageChannel, type MessagePort } from 'node:worker_threads';

let nowhere: MessagePort | undefined;

/** Frees the whole buffers that these are views of; all views of them have no elements from then on. Those freed before are left out. */
export function giveBack(...views: readonly ArrayBufferView[]): void {
  const buffers = new Set(views.map(({ buffer }) => buffer).filter(({ byteLength }) => byteLength > 0));
  nowhere ??= deadEnd();
  nowhere.postMessage(undefined, [...buffers] as ArrayBuffer[]);
}

function deadEnd(): MessagePort {
  const { port1, port2 } = new MessageChannel();
  port2.close();
  return port1;
}
