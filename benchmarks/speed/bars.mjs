/**
 * Bars: what speed is held to, each as one line with figure, goal and whether it is met.
 * @module
 */
import { median } from './median.mjs';
import { ALL_KEPT, ALL_THERE, NOTHING_KEPT } from './pipeline-part.mjs';
import { OWN_LIBRARY, OWN_PROGRAM, PEER_SCRIPT } from './process-part.mjs';

/**
 * @typedef {object} SpeedReport
 * @property {'offscribe.speed-benchmark/1'} schema
 * @property {Record<string, string | number>} machine
 * @property {number} threads
 * @property {number} runs
 * @property {number} busyShare largest share of the machine that others used just before a part
 * @property {number} [joinedFrom] how many results at different times this one was put together from
 * @property {string} audio what was heard
 * @property {boolean} isQuick
 * @property {import('./speed-part.mjs').SpeedRow[]} speed
 * @property {import('./process-part.mjs').ProcessRow[]} process
 * @property {import('./process-part.mjs').FirstRow[]} first
 * @property {import('./process-part.mjs').ProcessRow[]} [pipeline]
 * @property {import('./chart-parts.mjs').LengthRow[]} length
 * @property {import('./chart-parts.mjs').CoresRow[]} cores
 * @property {import('./roofline.mjs').Roofline[]} roofline
 * @property {import('./memory-part.mjs').MemoryRow[]} memory
 * @property {{ part: string, model: string, what: string, message: string }[]} failures
 *
 * @typedef {object} Bar
 * @property {string} what
 * @property {string} model
 * @property {string} figure
 * @property {string} goal
 * @property {'met' | 'missed' | 'not measured'} verdict
 */

/** Ratios of speed: ours, the peer's, least. */
const RATIOS = /** @type {const} */ ([
  ['greedy: speed beside batched faster-whisper', 'ours greedy', 'peer batched greedy', 2],
  ['greedy with word times, the same', 'ours greedy words', 'peer batched greedy words', 2],
  ['beam 5, the same', 'ours beam 5', 'peer batched beam 5', 1.5],
  ['greedy: speed beside its sequential mode', 'ours greedy', 'peer sequential', 4],
]);
const GOALS = {
  process: 1.4,
  clipMb: 300,
  growth: 1.05,
  firstSec: 1,
  roofline: 0.7,
  kept: 1.05,
  againSec: 0.5,
};
/** MB while hours are heard. */
const MOST_MB = /** @type {Record<string, number>} */ ({ 'tiny.en': 500, base: 700 });
/** Whole processes are about starting, which the smallest model shows. */
const SMALL = 'tiny.en';

/**
 * @param {SpeedReport} report
 * @returns {Bar[]}
 */
export function judgeSpeed(report) {
  const models = new Set(
    [report.speed, report.process, report.first, report.pipeline ?? [], report.roofline, report.memory]
      .flat()
      .map(({ model }) => model),
  );
  return [...models].flatMap((model) =>
    [
      ...speedBars(report, model),
      ...(model === SMALL
        ? [...processBars(report, model), firstBar(report, model), ...pipelineBars(report, model)]
        : []),
      ...memoryBars(report, model),
      rooflineBar(report, model),
    ].map((bar) => ({ ...bar, model })),
  );
}

/** @typedef {Omit<Bar, 'model'>} Line */

/** @param {SpeedReport} report @param {string} model @returns {Line[]} */
function speedBars({ speed }, model) {
  const rate = (/** @type {string} */ setting) => {
    const row = speed.find((one) => one.model === model && one.setting === setting);
    return row === undefined ? undefined : row.seconds / median(row.sec);
  };
  return RATIOS.map(([what, ours, peers, least]) => {
    const [own, other] = [rate(ours), rate(peers)];
    return atLeast(what, own === undefined || other === undefined ? undefined : own / other, least);
  });
}

/** @param {SpeedReport} report @param {string} model @returns {Line[]} */
function processBars({ process }, model) {
  const find = (/** @type {string} */ system) =>
    process.find((row) => row.model === model && row.system === system && row.wallSec.length > 0);
  const [own, peer] = [find(OWN_PROGRAM), find(PEER_SCRIPT)];
  const ratio =
    own === undefined || peer === undefined ? undefined : median(peer.wallSec) / median(own.wallSec);
  const memory = own === undefined || own.peakRssMb.length === 0 ? undefined : median(own.peakRssMb);
  return [
    atLeast(
      'whole process on a short clip: time of the shortest faster-whisper script / ours',
      ratio,
      GOALS.process,
    ),
    atMost('the same, peak memory', memory, { most: GOALS.clipMb, unit: 'MB', digits: 0 }),
  ];
}

/** @param {SpeedReport} report @param {string} model @returns {Line} */
function firstBar({ first }, model) {
  const row = first.find(
    (one) => one.model === model && one.system === OWN_LIBRARY && one.firstSec.length > 0,
  );
  const figure = row === undefined ? undefined : median(row.firstSec);
  return atMost('first segment of a long file after the start of the process', figure, {
    most: GOALS.firstSec,
    unit: 's',
    digits: 2,
  });
}

/** @param {SpeedReport} report @param {string} model @returns {Line[]} */
function pipelineBars({ pipeline = [] }, model) {
  const seconds = (/** @type {string} */ system) => {
    const row = pipeline.find(
      (one) => one.model === model && one.system === system && one.wallSec.length > 0,
    );
    return row === undefined ? undefined : median(row.wallSec);
  };
  const [bare, kept, again] = [NOTHING_KEPT, ALL_KEPT, ALL_THERE].map(seconds);
  const share = bare === undefined || kept === undefined ? undefined : kept / bare;
  return [
    atMost('a long file with every stage kept / with nothing kept', share, {
      most: GOALS.kept,
      unit: '',
      digits: 3,
    }),
    atMost('the same command again, nothing changed', again, { most: GOALS.againSec, unit: 's', digits: 2 }),
  ];
}

/** @param {SpeedReport} report @param {string} model @returns {Line[]} */
function memoryBars({ memory }, model) {
  // What a library's host does with the engine's own memory is the host's.
  const row = memory.find((one) => one.model === model && one.system === OWN_PROGRAM);
  const what = row === undefined ? 'hours of audio' : `${row.hours} h of audio`;
  const [firstMb = 0, lastMb = 0] = [row?.hourPeaksMb[0], row?.hourPeaksMb.at(-1)];
  const growth = row === undefined || row.hours < 2 ? undefined : lastMb / firstMb;
  const most = MOST_MB[model];
  return [
    ...(most === undefined
      ? []
      : [atMost(`${what}: peak memory`, row?.peakRssMb, { most, unit: 'MB', digits: 0 })]),
    atMost(`${what}: peak of the last hour / of the first`, growth, {
      most: GOALS.growth,
      unit: '',
      digits: 3,
    }),
  ];
}

/** @param {SpeedReport} report @param {string} model @returns {Line} */
function rooflineBar({ roofline }, model) {
  const row = roofline.find((one) => one.model === model)?.rows[0];
  const share = row === undefined ? undefined : row.rooflineMs / row.realMs;
  return atLeast('encoder: share of the roofline of its own products', share, GOALS.roofline);
}

/** @param {string} what @param {number | undefined} figure @param {number} least @returns {Line} */
function atLeast(what, figure, least) {
  return {
    what,
    figure: figure === undefined ? '-' : figure.toFixed(2),
    goal: `at least ${least}`,
    verdict: figure === undefined ? 'not measured' : figure >= least ? 'met' : 'missed',
  };
}

/**
 * @param {string} what
 * @param {number | undefined} figure
 * @param {{ most: number, unit: string, digits: number }} goal
 * @returns {Line}
 */
function atMost(what, figure, { most, unit, digits }) {
  return {
    what,
    figure: figure === undefined ? '-' : `${figure.toFixed(digits)} ${unit}`.trim(),
    goal: `at most ${most} ${unit}`.trim(),
    verdict: figure === undefined ? 'not measured' : figure <= most ? 'met' : 'missed',
  };
}
