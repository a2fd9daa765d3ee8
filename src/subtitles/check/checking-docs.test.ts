import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { LIMIT_KEYS } from '../profiles/limit-ranges.ts';
import { RULES } from './rules.data.ts';

const PAGE = readFileSync(new URL('../../../docs/checking.md', import.meta.url), 'utf8');
const RULE_TESTS = readFileSync(new URL('./rules.test.ts', import.meta.url), 'utf8');

test('docs/checking.md tells of every rule, with its severity, and of every figure', () => {
  for (const [rule, { severity }] of Object.entries(RULES)) {
    const row = PAGE.split('\n').find(
      (line) => line.startsWith('|') && line.split('|')[1]?.includes(`\`${rule}\``),
    );
    expect(row, rule).toContain(`| ${severity} |`);
  }
  for (const figure of LIMIT_KEYS) expect(PAGE).toContain(`\`${figure}\``);
});

test('every rule has a test that names it', () => {
  expect(Object.keys(RULES).filter((rule) => !RULE_TESTS.includes(`${rule}`))).toEqual([]);
});
