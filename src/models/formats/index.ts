/**
 * formats: the kinds of file a model may be made of, told by their content.
 * @module
 */
export { requireSafeContent } from './safe-content.ts';
