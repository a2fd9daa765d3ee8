/**
 * platform: files, sockets, processes and the clock. The only folder that opens any of them.
 * @module
 */
export { pause } from './clock.ts';
export { type ContainedEnd, type ContainedJob, containedCommand, runContained } from './contained-process.ts';
export { type HashOptions, sha256, sha256OfFile } from './digest.ts';
export {
  type FileHandle,
  freeBytes,
  ifPresent,
  isAbandoned,
  isWritableFolder,
  listFolder,
  listTree,
  makeFolder,
  moveFile,
  openFile,
  publish,
  publishFolder,
  readBytes,
  readSpan,
  readText,
  readTextIfPresent,
  removePath,
  replaceFile,
  statIfPresent,
  storeErrorFrom,
  streamFile,
  syncFolder,
  TEMPORARY_SUFFIX,
  temporaryBeside,
  writeFileAtomic,
  writePieces,
} from './files.ts';
export { type BellOptions, type FolderBell, openFolderBell, silentBell } from './folder-bell.ts';
export { type FolderEntry, type FoundFile, folderEntries, foundAt } from './folder-entries.ts';
export { giveBack } from './give-back.ts';
export { glibcVersion } from './glibc.ts';
export { expandGlob, isGlob } from './globs.ts';
export { readGroupLimits } from './group-limits.ts';
export {
  type Credentials,
  DEFAULT_TIMEOUTS,
  type Http,
  type HttpResponse,
  type HttpTimeouts,
  openHttp,
  splitCredentials,
} from './http.ts';
export { askedPauseMs, isTransient, statusFailure, wrongAnswer } from './http-errors.ts';
export { canLinkIn, copyFileAtomic, linkOrCopy, linkTarget, realPath, replaceLink } from './links.ts';
export { acquireLock, type FileLock, type LockOptions, lockOwner, tryLock, withLock } from './lock.ts';
export { describeOwner, lifeOf, type OwnerLife, ownMark } from './lock-owner.ts';
export { type FileFacts, factsOf, touchFile } from './marks.ts';
export { type MemoryRoom, memoryRoom } from './memory-room.ts';
export { forbidNetwork } from './no-network.ts';
export {
  configFolder,
  type Environment,
  hubCacheFolder,
  hubTokenFile,
  offlineByEnvironment,
  offscribeHome,
} from './places.ts';
export {
  type GroupEnd,
  type GroupProgram,
  keepTail,
  type ProcessGroup,
  startGroup,
} from './process-group.ts';
export {
  findProgram,
  type ProgramResult,
  runProgram,
  type StreamingProgram,
  streamProgram,
} from './processes.ts';
export { processorFlags } from './processor-flags.ts';
export { bytesBelow, carryOut, type Removal } from './removal.ts';
export { endInWords, type GroupResult, type GroupRun, runGroup } from './run-group.ts';
export { type LineFlaw, textLines } from './text-lines.ts';
export { openTrustedDigests, staleDigests, type TrustedDigests } from './trusted-digest.ts';
