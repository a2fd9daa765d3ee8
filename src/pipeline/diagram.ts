/**
 * Diagram: a table of stages as a Mermaid flowchart, by itself or with what became of each stage in a run.
 *
 * Arrows  whole: takes; dotted: may take, or hears while both work.
 * Source  https://mermaid.js.org/syntax/flowchart.html
 * @module
 */
import type { StageState } from './run-records.ts';
import { STAGES, type StageRow } from './stages.data.ts';

/** What became of one stage. */
export interface StageMark {
  readonly stage: string;
  /** Empty where there is one only. */
  readonly branch: string;
  readonly state: StageState;
  readonly ms?: number;
}

/** How a table is drawn. */
export interface DrawingOptions {
  /** Default: the stages of this release. */
  readonly stages?: Readonly<Record<string, StageRow>>;
  /** Absent: each stage says what it makes. */
  readonly marks?: readonly StageMark[];
}

/** Colours by state, for those who see them; the state is said in words too. */
const CLASSES: readonly string[] = [
  'classDef ran fill:#d7f0d7,stroke:#2d7a2d,color:#102810',
  'classDef reused fill:#e3ebf7,stroke:#3d5f99,color:#101c30',
  'classDef running fill:#fff3c9,stroke:#997a00,color:#302600',
  'classDef failed fill:#f9d9d6,stroke:#a3322a,color:#330d0a',
];

const CLASS_OF: Readonly<Partial<Record<StageState, string>>> = {
  ran: 'ran',
  reused: 'reused',
  running: 'running',
  failed: 'failed',
  cancelled: 'failed',
  interrupted: 'failed',
};

/** The Mermaid text, ending with a newline. */
export function drawStages({ stages = STAGES, marks }: DrawingOptions = {}): string {
  const names = Object.keys(stages);
  const sources = Object.values(stages)
    .flatMap(({ takes, mayTake }) => [...takes, ...mayTake])
    .filter((name) => !names.includes(name));
  const lines = ['flowchart LR', ...[...new Set(sources)].map((name) => `${nodeId(name)}([${name}])`)];
  for (const [name, row] of Object.entries(stages)) {
    const here = marks?.filter(({ stage }) => stage === name);
    lines.push(`${nodeId(name)}["${[name, ...textsOf(row, here)].join('<br/>')}"]`);
    lines.push(...row.takes.map((from) => `${nodeId(from)} --> ${nodeId(name)}`));
    lines.push(...row.mayTake.map((from) => `${nodeId(from)} -. if given .-> ${nodeId(name)}`));
    lines.push(...row.hears.map((from) => `${nodeId(from)} -. as it comes .-> ${nodeId(name)}`));
    const colour = here?.map(({ state }) => CLASS_OF[state]).find((each) => each !== undefined);
    if (colour !== undefined) lines.push(`class ${nodeId(name)} ${colour}`);
  }
  const [head = '', ...rest] = marks === undefined ? lines : [...lines, ...CLASSES];
  return `${[head, ...rest.map((line) => `  ${line}`)].join('\n')}\n`;
}

/** Mermaid takes some words for its own, `end` among them, and no blanks. */
function nodeId(name: string): string {
  return `s_${name.replace(/[^a-z0-9]/gi, '_')}`;
}

function textsOf({ makes }: StageRow, marks: readonly StageMark[] | undefined): readonly string[] {
  if (marks === undefined) return [makes];
  return marks.map(({ branch, state, ms }) => {
    const took = ms === undefined ? '' : `, ${(ms / 1000).toFixed(1)} s`;
    return `${branch === '' ? '' : `${branch}: `}${state}${took}`;
  });
}
