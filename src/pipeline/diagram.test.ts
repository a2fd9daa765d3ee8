import { expect, test } from 'vitest';
import { drawStages } from './diagram.ts';
import { SOURCES, STAGES, type StageRow } from './stages.data.ts';

test('each stage takes, may take and hears only stages above it, and sources', () => {
  const known = new Set<string>(SOURCES);
  for (const [name, { takes, mayTake, hears }] of Object.entries<StageRow>(STAGES)) {
    expect(
      [...takes, ...mayTake, ...hears].filter((each) => !known.has(each)),
      name,
    ).toEqual([]);
    expect(
      hears.filter((each) => (SOURCES as readonly string[]).includes(each)),
      name,
    ).toEqual([]);
    known.add(name);
  }
});

test('the drawing has every stage, every source, and an arrow for all that a stage is given', () => {
  const drawing = drawStages();
  expect(drawing.startsWith('flowchart LR\n')).toBe(true);
  for (const [name, { takes, mayTake, hears, makes }] of Object.entries<StageRow>(STAGES)) {
    expect(drawing).toContain(`s_${name}["${name}<br/>${makes}"]`);
    for (const from of takes) expect(drawing).toContain(`s_${from.replace('-', '_')} --> s_${name}\n`);
    for (const from of mayTake)
      expect(drawing).toContain(`s_${from.replace('-', '_')} -. if given .-> s_${name}\n`);
    for (const from of hears) expect(drawing).toContain(`s_${from} -. as it comes .-> s_${name}\n`);
  }
  expect(drawing).toContain('s_glossary_file([glossary-file])');
});

test('a table that has more stages is drawn with them', () => {
  const row = { version: 1, mayTake: [], hears: [] };
  const stages = {
    separation: { ...row, makes: 'a voice alone', takes: ['media'] },
    speakers: { ...row, makes: 'turns', takes: ['separation'] },
    translation: { ...row, makes: 'text in another language', takes: ['speakers'] },
  };
  const drawing = drawStages({ stages });
  expect(drawing).toContain('s_speakers --> s_translation');
  expect(drawing).not.toContain('s_probe');
});

test('a run is drawn with what became of its stages, several branches in one', () => {
  const drawing = drawStages({
    marks: [
      { stage: 'transcribe', branch: '', state: 'reused' },
      { stage: 'layout', branch: 'de', state: 'ran', ms: 1_234 },
      { stage: 'layout', branch: 'en', state: 'failed', ms: 50 },
    ],
  });
  expect(drawing).toContain('s_transcribe["transcribe<br/>reused"]');
  expect(drawing).toContain('s_layout["layout<br/>de: ran, 1.2 s<br/>en: failed, 0.1 s"]');
  expect(drawing).toContain('class s_transcribe reused');
  expect(drawing).toContain('s_mux["mux"]');
});
