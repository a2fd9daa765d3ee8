/**
 * Make report: chooses what the report shows, brings the recordings of it, and writes the page.
 * @module
 */
import { basename } from 'node:path';
import { throwIfCancelled } from '../../../kernel/index.ts';
import type { HearingSurroundings } from '../hear-set.ts';
import { countSpoken } from '../inventions.ts';
import { embedClips } from './clips.ts';
import { formatReport, type ReportParts } from './format-report.ts';
import { worstItems } from './item-cards.ts';
import { writeReport } from './report-file.ts';

/** Items shown with their texts and recordings. */
const SHOWN = 12;

/** Writes the page of an evaluation. */
export async function makeReport(
  { path, manifest }: { readonly path: string; readonly manifest: string },
  result: Pick<ReportParts, 'evaluation' | 'ours' | 'theirs'>,
  surroundings: HearingSurroundings,
): Promise<void> {
  const { signal } = surroundings.supervision;
  throwIfCancelled(signal);
  const worst = worstItems(result.ours, SHOWN);
  const invented = result.ours
    .filter(({ item, hyp, language }) => item.isSilent && countSpoken(hyp, language) > 0)
    .slice(0, SHOWN);
  const shown = [...worst, ...invented].map(({ item }) => item);
  const clips = await embedClips(shown, surroundings);
  const title = `How well was it heard? ${basename(manifest, '.jsonl')}`;
  await writeReport(path, formatReport({ ...result, title, worst, invented, clips }), signal);
}
