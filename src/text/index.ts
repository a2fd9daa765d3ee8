/**
 * text: normalise, split and compare text. Pure.
 * @module
 */
export { type AlignmentStep, alignUnits, type StepKind } from './alignment.ts';
export { normaliseBasic } from './basic-normaliser.ts';
export { normaliseEnglish } from './english-normaliser.ts';
export { matchUnits, type UnitPair } from './match-units.ts';
export { type Normaliser, normaliserFor, splitUnits, type TextUnit } from './normaliser.ts';
export { splitWords } from './unicode-pattern.ts';
export { countSteps, errorRate, poolErrors, scoreText, type WordErrors, wordErrors } from './word-errors.ts';
