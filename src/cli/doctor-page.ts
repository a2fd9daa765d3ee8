/**
 * Doctor page: a diagnosis as one page for a terminal, 80 columns wide where nothing says otherwise.
 *
 * Marks   `✓` ready, `-` not there and not needed, `!` advice, `✗` what keeps `auto` from its work.
 * @module
 */
import type { Diagnosis, Problem } from '../app/index.ts';
import { formatBytes, printable } from './figures.ts';
import { wrapWords } from './table.ts';

/** How wide the page is, and what `~` stands for. */
export interface PageLayout {
  readonly width?: number | undefined;
  readonly home?: string | undefined;
}

const COLUMNS = 80;
/** Wider lines are hard to read. */
const MOST_COLUMNS = 100;
/** Width of the names at the left. */
const LABEL = 16;

type Row = readonly [label: string, text: string];
type Section = readonly [title: string, rows: readonly Row[]];

/** The whole page; ends with a newline. */
export function doctorPage(diagnosis: Diagnosis, { width = COLUMNS, home }: PageLayout = {}): string {
  const columns = Math.min(width, MOST_COLUMNS);
  const short = (text: string): string =>
    home === undefined || home.length < 2 ? text : text.replaceAll(home, '~');
  const sections: readonly Section[] = [
    ['Machine', machineRows(diagnosis)],
    ['Programs', programRows(diagnosis)],
    ['Engines', engineRows(diagnosis)],
    ['Models', modelRows(diagnosis)],
    ['Network', networkRows(diagnosis)],
  ];
  const lines = [
    `Offscribe ${diagnosis.version} on ${diagnosis.machine.system}`,
    ...sections.flatMap(([title, rows]) => ['', title, ...rows.flatMap((row) => rowLines(row))]),
    '',
    ...closing(diagnosis),
  ];
  return `${lines.join('\n')}\n`;

  function rowLines([label, text]: Row): readonly string[] {
    return hanging(short(text), `  ${label.padEnd(LABEL)}`);
  }

  function hanging(text: string, head: string): readonly string[] {
    const room = Math.max(20, columns - head.length);
    const wrapped = wrapWords(printable(text), room).flatMap((line) => chunks(line, room));
    return wrapped.map((line, i) => (i === 0 ? head : ' '.repeat(head.length)) + line);
  }

  function closing({ problems, isReady, auto }: Diagnosis): readonly string[] {
    const choice =
      auto === undefined
        ? []
        : hanging(`${auto.engine}. ${capital(reasonOf(auto.reason))}.`, 'auto chooses ');
    const verdict = isReady
      ? 'Everything that auto needs is ready.'
      : 'Something that auto needs is missing. All at once: offscribe bootstrap';
    return [...choice, ...hanging(verdict, ''), ...problems.flatMap(problemLines)];
  }

  function problemLines({ what, mend, blocks }: Problem): readonly string[] {
    // A command is copied: it is never broken.
    return ['', ...hanging(short(what), blocks ? '✗ ' : '! '), `    ${printable(mend)}`];
  }
}

/** A word that is longer than a line is broken where the line ends. */
function chunks(line: string, room: number): readonly string[] {
  if (line.length <= room) return [line];
  return [line.slice(0, room), ...chunks(line.slice(room), room)];
}

function reasonOf(reason: string): string {
  return reason.replace(/^auto: /, '').replace(/\.$/, '');
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function machineRows({ machine, disk }: Diagnosis): readonly Row[] {
  const { processor, memory, graphics } = machine;
  const { model, architecture, features, cores, coreLimit } = processor;
  const limit = coreLimit === undefined ? '' : `, of which a control group leaves ${coreLimit}`;
  const memoryLimit =
    memory.limitBytes === undefined
      ? ''
      : `, of which a control group leaves ${formatBytes(memory.limitBytes)}`;
  return [
    ['processor', `${model}, ${architecture}`],
    ['', features.length === 0 ? 'no vector instructions that we know of' : features.join(', ')],
    ['cores', `${cores}${limit}`],
    ['memory', `${formatBytes(memory.totalBytes)}, ${formatBytes(memory.availableBytes)} free${memoryLimit}`],
    ['graphics', graphicsText(graphics)],
    ['disk, models', `${formatBytes(disk.models.freeBytes)} free, ${disk.models.path}`],
    ['disk, other', `${formatBytes(disk.home.freeBytes)} free, ${disk.home.path}`],
  ];
}

function graphicsText(graphics: Diagnosis['machine']['graphics']): string {
  switch (graphics.kind) {
    case 'apple':
      return 'Apple silicon, memory in common';
    case 'nvidia':
      return `${graphics.name}, ${formatBytes(graphics.memoryBytes)}, driver ${graphics.driver}`;
    default:
      return graphics.finding === undefined ? 'none' : `none: ${graphics.finding}`;
  }
}

function programRows({ node, ffmpeg, mediaAddon, machine }: Diagnosis): readonly Row[] {
  const found = (program: Diagnosis['ffmpeg']): string =>
    program === undefined ? 'not found' : `${program.version ?? 'version unknown'}, ${program.path}`;
  return [
    ['node', node],
    ['ffmpeg', found(ffmpeg)],
    ['media add-on', stateText(mediaAddon)],
    ['python', found(machine.python)],
    ['uv', found(machine.uv)],
  ];
}

function engineRows({ engines }: Diagnosis): readonly Row[] {
  return engines.map((engine) => [engine.name, stateText(engine)]);
}

function stateText({ state, finding }: Pick<Diagnosis['engines'][number], 'state' | 'finding'>): string {
  return `${mark(state)} ${(state === 'unsupported' ? 'absent' : state).padEnd(8)} ${finding}`.trimEnd();
}

function modelRows({ models }: Diagnosis): readonly Row[] {
  return models.map(({ name, state, sizeBytes }) => [
    name,
    `${state === 'ready' ? '✓' : '✗'} ${state.padEnd(10)} ${formatBytes(sizeBytes)}`,
  ]);
}

function mark(state: string): string {
  if (state === 'ready') return '✓';
  return state === 'absent' || state === 'unsupported' ? '-' : '!';
}

function networkRows({ network }: Diagnosis): readonly Row[] {
  const { isAsked, servers, tokenUse, tokenPlace } = network;
  const rows = servers.map(({ what, host, ok, tookMs, finding }): Row => {
    const answer = ok ? `answers in ${tookMs} ms` : (finding ?? 'does not answer');
    return [what, `${ok ? '✓' : '-'} ${host} ${answer.replace(`${host} `, '')}`];
  });
  const token: Row = ['hub token', tokenText(tokenUse, tokenPlace)];
  return isAsked ? [...rows, token] : [['servers', 'not asked: offline'], token];
}

function tokenText(use: string, place: string | undefined): string {
  if (place === undefined) return use === 'none' ? 'none' : `none: ${use}`;
  return use === 'sent' ? `in ${place}, not shown` : `in ${place}, not sent: ${use}`;
}
