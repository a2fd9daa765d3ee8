/**
 * Model languages: whether a model can do what is asked of it.
 *
 * Throws  UsageError E_LANGUAGE_UNSUPPORTED.
 * @module
 */
import { UsageError } from '../kernel/index.ts';
import type { TranscribeOptions } from './engine.ts';

/** What a model knows. */
export interface ModelLanguages {
  /** false: English only. */
  readonly multilingual: boolean;
  knows(language: string): boolean;
}

/** Refuses a language that the model does not know, and translation by one that knows English only. */
export function requireLanguage(model: ModelLanguages, { language, task }: TranscribeOptions): void {
  if (model.multilingual) {
    if (language === 'auto' || model.knows(language)) return;
    throw new UsageError('E_LANGUAGE_UNSUPPORTED', `This model does not know the language "${language}".`, {
      hint: 'offscribe transcribe MEDIA -l auto',
    });
  }
  if ((language !== 'auto' && language !== 'en') || task === 'translate') {
    const wish = task === 'translate' ? 'translate' : `transcribe "${language}"`;
    throw new UsageError('E_LANGUAGE_UNSUPPORTED', `This model knows only English; it cannot ${wish}.`, {
      hint: 'offscribe transcribe MEDIA -m base',
    });
  }
}
