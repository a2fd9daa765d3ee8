/**
 * Charts: what of the speed benchmark is better seen than read.
 * @module
 */
import { median } from './median.mjs';
import { OWN_PROGRAM } from './process-part.mjs';
import { OWN, SPEED_SETTINGS } from './settings.mjs';
import { barChart, lineChart, roundAxis } from './svg.mjs';

/**
 * @typedef {import('./bars.mjs').SpeedReport} SpeedReport
 */

const HOUR_SEC = 3600;

/**
 * The charts that there are figures for, by the name of their file.
 * @param {SpeedReport} report
 * @returns {Map<string, string>}
 */
export function drawCharts(report) {
  const charts = new Map();
  if (report.speed.length > 0) charts.set('performance-speed', speedChart(report));
  if (report.length.length > 0) charts.set('performance-length', lengthChart(report));
  if (report.cores.length > 0) charts.set('performance-cores', coresChart(report));
  if (report.memory.length > 0) charts.set('performance-memory', memoryChart(report));
  return charts;
}

/** @param {SpeedReport} report */
function speedChart({ speed }) {
  const models = [...new Set(speed.map(({ model }) => model))];
  const groups = models.map((model) => ({
    name: model,
    bars: SPEED_SETTINGS.flatMap(({ id, label, system }) => {
      const row = speed.find((one) => one.model === model && one.setting === id);
      if (row === undefined) return [];
      return [{ name: label, isOurs: system === 'offscribe', value: row.seconds / median(row.sec) }];
    }),
  }));
  return barChart({ label: 'Speed with the model loaded, times real time', unit: 'x', groups });
}

/** @param {SpeedReport} report */
function lengthChart({ length }) {
  const lengths = [...new Set(length.map(({ seconds }) => seconds))].toSorted((a, b) => a - b);
  const [least = 1, most = 1] = [lengths[0], lengths.at(-1)];
  const place = (/** @type {number} */ seconds) => Math.log(seconds / least) / Math.log(most / least);
  const series = namesOf(length).map(({ model, setting, isDashed }) => ({
    name: `${sideOf(setting)}, ${model}`,
    isOurs: setting === OWN.id,
    isDashed,
    points: lengths.flatMap((seconds) => {
      const row = length.find(
        (one) => one.model === model && one.setting === setting && one.seconds === seconds,
      );
      return row === undefined ? [] : [/** @type {[number, number]} */ ([seconds, seconds / row.sec])];
    }),
  }));
  return lineChart({
    label: 'Speed as the audio gets longer, model loaded',
    x: {
      title: 'length of the audio',
      max: most,
      ticks: lengths.map((at) => ({ at, text: duration(at) })),
      place,
    },
    y: roundAxis('times real time', largestOf(series)),
    series,
  });
}

/** @param {SpeedReport} report */
function coresChart({ cores }) {
  const places = [...new Set(cores.map((row) => row.cores))];
  const models = [...new Set(cores.map(({ model }) => model))];
  const groups = places.map((place) => ({
    name: place,
    bars: cores
      .filter((row) => row.cores === place)
      .toSorted((a, b) => models.indexOf(a.model) - models.indexOf(b.model))
      .map(({ model, setting, seconds, sec }) => ({
        name: `${sideOf(setting)}, ${model}`,
        isOurs: setting === OWN.id,
        value: seconds / sec,
      })),
  }));
  return barChart({ label: 'Speed on fewer cores, times real time', unit: 'x', groups });
}

/** @param {SpeedReport} report */
function memoryChart({ memory }) {
  const hours = Math.max(...memory.map((row) => row.hours));
  const models = [...new Set(memory.map(({ model }) => model))];
  const series = memory.map(({ model, system, curve }) => ({
    name: `${system}, ${model}`,
    isOurs: system === OWN_PROGRAM,
    isDashed: model !== models[0],
    points: curve.map(([doneSec, mb]) => /** @type {[number, number]} */ ([doneSec / HOUR_SEC, mb])),
  }));
  return lineChart({
    label: 'Resident memory while hours of audio are heard',
    x: roundAxis('hours of audio done', hours),
    y: roundAxis('MB', largestOf(series)),
    series,
  });
}

/** @param {readonly { model: string, setting: string }[]} rows models in their order; the second is dashed */
function namesOf(rows) {
  const models = [...new Set(rows.map(({ model }) => model))];
  const settings = [...new Set(rows.map(({ setting }) => setting))];
  return models.flatMap((model, at) => settings.map((setting) => ({ model, setting, isDashed: at > 0 })));
}

/** @param {string} setting */
function sideOf(setting) {
  return setting === OWN.id ? 'Offscribe' : 'faster-whisper';
}

/** @param {readonly import('./svg.mjs').Series[]} series */
function largestOf(series) {
  return Math.max(...series.flatMap(({ points }) => points.map(([, y]) => y)));
}

/** A length in the largest unit that it fills. @param {number} seconds */
export function duration(seconds) {
  const [size, unit] = seconds < 60 ? [1, 's'] : seconds < HOUR_SEC ? [60, 'min'] : [HOUR_SEC, 'h'];
  return `${Number((seconds / size).toFixed(1))} ${unit}`;
}
