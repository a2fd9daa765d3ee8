/**
 * Correct transcript: a transcript with the terms of a glossary put right.
 * @module
 */
import { correctTerms, type Glossary } from '../../glossary/index.ts';
import type { Change, Transcript } from '../../kernel/index.ts';

/** The corrected transcript, and what was changed, in the order of the text. `language`: the text's, Whisper's code. */
export function correctTranscript(
  transcript: Transcript,
  glossary: Glossary,
  language: string = transcript.language,
): { readonly transcript: Transcript; readonly changes: readonly Change[] } {
  const { segments, changes } = correctTerms(transcript.segments, glossary, { language });
  return changes.length === 0
    ? { transcript, changes }
    : { transcript: { ...transcript, segments }, changes };
}
