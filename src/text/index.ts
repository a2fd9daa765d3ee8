/**
 * text: normalise, split and compare text. Pure.
 * @module
 */
export { normaliseBasic } from './basic-normaliser.ts';
export { normaliseEnglish } from './english-normaliser.ts';
export { matchUnits, type UnitPair } from './match-units.ts';
export { type Normaliser, normaliserFor, splitUnits, type TextUnit } from './normaliser.ts';
export { splitWords } from './unicode-pattern.ts';
export { errorRate, poolErrors, scoreText, type WordErrors, wordErrors } from './word-errors.ts';
