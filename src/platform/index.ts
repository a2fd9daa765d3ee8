/**
 * platform: files, sockets, processes and the clock. The only folder that opens any of them.
 * @module
 */
export { pause } from './clock.ts';
export {
  type FileHandle,
  freeBytes,
  isWritableFolder,
  listFolder,
  makeFolder,
  openFile,
  publish,
  readText,
  readTextIfPresent,
  removePath,
  sha256,
  sha256OfFile,
  statIfPresent,
  storeErrorFrom,
  streamFile,
  syncFolder,
  temporaryBeside,
  writeFileAtomic,
} from './files.ts';
export {
  type Credentials,
  DEFAULT_TIMEOUTS,
  type Http,
  type HttpResponse,
  type HttpTimeouts,
  openHttp,
  splitCredentials,
} from './http.ts';
export { isTransient, retryAfterMs, statusFailure, wrongAnswer } from './http-errors.ts';
export { canLinkIn, copyFileAtomic, linkTarget, replaceLink } from './links.ts';
export { acquireLock, type FileLock, withLock } from './lock.ts';
export { type Environment, hubCacheFolder, offlineByEnvironment, offscribeHome } from './places.ts';
export {
  findProgram,
  type ProgramResult,
  runProgram,
  type StreamingProgram,
  streamProgram,
} from './processes.ts';
export { openTrustedDigests, type TrustedDigests } from './trusted-digest.ts';
