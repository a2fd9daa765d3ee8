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

/** Refuses languages that the model does not know, and translation by one that knows English only. */
export function requireLanguage(model: ModelLanguages, options: TranscribeOptions): void {
  const { language, task, languages = [] } = options;
  if (model.multilingual) {
    const unknown = [language, ...languages].find((code) => code !== 'auto' && !model.knows(code));
    if (unknown === undefined) return;
    throw new UsageError('E_LANGUAGE_UNSUPPORTED', `This model does not know the language "${unknown}".`, {
      hint: 'offscribe transcribe MEDIA -l auto',
    });
  }
  const other = [language, ...languages].find((code) => code !== 'auto' && code !== 'en');
  if (other !== undefined || task === 'translate') {
    const wish = task === 'translate' ? 'translate' : `transcribe "${other}"`;
    throw new UsageError('E_LANGUAGE_UNSUPPORTED', `This model knows only English; it cannot ${wish}.`, {
      hint: 'offscribe transcribe MEDIA -m base',
    });
  }
}
