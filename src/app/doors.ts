/**
 * Doors: the use cases, each loaded when it is first called, so that a quick command does not wait for the code of a
 * transcription.
 * @module
 */

/** Rates and speed on the recordings of a manifest. */
export const evaluate: Door<typeof import('./eval/evaluate.ts').evaluate> = async (...args) =>
  await (await import('./eval/evaluate.ts')).evaluate(...args);

/** Media files to subtitle files. */
export const transcribeFiles: Door<typeof import('./transcribe-files.ts').transcribeFiles> = async (
  ...args
) => await (await import('./transcribe-files.ts')).transcribeFiles(...args);

/** Whatever media a user names, to subtitle files. */
export const transcribeBatch: StreamDoor<typeof import('./batch/transcribe-batch.ts').transcribeBatch> =
  async function* (...args) {
    yield* (await import('./batch/transcribe-batch.ts')).transcribeBatch(...args);
  };

/** The media of a folder as they come, to subtitle files. */
export const watchFolder: StreamDoor<typeof import('./watch/watch-folder.ts').watchFolder> = async function* (
  ...args
) {
  yield* (await import('./watch/watch-folder.ts')).watchFolder(...args);
};
/** Subtitles into a copy of their media. */
export const muxSubtitles: Door<typeof import('./mux/mux-subtitles.ts').muxSubtitles> = async (...args) =>
  await (await import('./mux/mux-subtitles.ts')).muxSubtitles(...args);

/** Times for a text that the user already has. */
export const alignText: Door<typeof import('./align/align-text.ts').alignText> = async (...args) =>
  await (await import('./align/align-text.ts')).alignText(...args);

/** A subtitle file into another format. */
export const convertFile: Door<typeof import('./convert/convert-files.ts').convertFile> = async (...args) =>
  await (await import('./convert/convert-files.ts')).convertFile(...args);

/** Subtitle files held to the rules of a house. */
export const checkSubtitles: Door<typeof import('./check/check-subtitles.ts').checkSubtitles> = async (
  ...args
) => await (await import('./check/check-subtitles.ts')).checkSubtitles(...args);

/** Every profile of rules that comes with the program. */
export const listProfiles: Door<typeof import('./profiles/list-profiles.ts').listProfiles> = async (
  ...args
) => await (await import('./profiles/list-profiles.ts')).listProfiles(...args);

/** Other times for a subtitle file. */
export const retimeSubtitles: Door<typeof import('./retime/retime-subtitles.ts').retimeSubtitles> = async (
  ...args
) => await (await import('./retime/retime-subtitles.ts')).retimeSubtitles(...args);

/** What about a glossary will not work, and what it gives. */
export const checkGlossary: Door<typeof import('./glossary/check-glossary.ts').checkGlossary> = async (
  ...args
) => await (await import('./glossary/check-glossary.ts')).checkGlossary(...args);

/** Every row of the catalogue and how far it is here. */
export const listModels: Door<typeof import('./models/list-models.ts').listModels> = async (...args) =>
  await (await import('./models/list-models.ts')).listModels(...args);

/** Fetches models, or checks and mends those that are here, then proves them. */
export const pullModels: Door<typeof import('./models/pull-models.ts').pullModels> = async (...args) =>
  await (await import('./models/pull-models.ts')).pullModels(...args);

/** What a pull would take. */
export const planPulls: Door<typeof import('./models/plan-pulls.ts').planPulls> = async (...args) =>
  await (await import('./models/plan-pulls.ts')).planPulls(...args);

/** Hashes every byte of models that are here. */
export const verifyModels: Door<typeof import('./models/verify-models.ts').verifyModels> = async (...args) =>
  await (await import('./models/verify-models.ts')).verifyModels(...args);

/** Lets engines listen to known words with models that are here. */
export const probeModels: Door<typeof import('./models/probe-models.ts').probeModels> = async (...args) =>
  await (await import('./models/probe-models.ts')).probeModels(...args);

/** Removes what nothing wants any more. */
export const pruneModels: Door<typeof import('./models/prune-models.ts').pruneModels> = async (...args) =>
  await (await import('./models/prune-models.ts')).pruneModels(...args);

/** Models from here into a bundle. */
export const exportModels: Door<typeof import('./models/export-models.ts').exportModels> = async (...args) =>
  await (await import('./models/export-models.ts')).exportModels(...args);

/** Models from a bundle into the store here. */
export const importModels: Door<typeof import('./models/import-models.ts').importModels> = async (...args) =>
  await (await import('./models/import-models.ts')).importModels(...args);

/** What this machine is and what it lacks. */
export const diagnose: Door<typeof import('./doctor/diagnose.ts').diagnose> = async (...args) =>
  await (await import('./doctor/diagnose.ts')).diagnose(...args);

/** What there is to do until this machine is ready. */
export const planBootstrap: Door<typeof import('./bootstrap/bootstrap-plan.ts').planBootstrap> = async (
  ...args
) => await (await import('./bootstrap/bootstrap-plan.ts')).planBootstrap(...args);

/** Makes this machine ready. */
export const bootstrap: Door<typeof import('./bootstrap/bootstrap.ts').bootstrap> = async (...args) =>
  await (await import('./bootstrap/bootstrap.ts')).bootstrap(...args);

/** Every run that is remembered. */
export const listRuns: Door<typeof import('./runs/look-at-runs.ts').listRuns> = async (...args) =>
  await (await import('./runs/look-at-runs.ts')).listRuns(...args);

/** One run and its stages. */
export const showRun: Door<typeof import('./runs/look-at-runs.ts').showRun> = async (...args) =>
  await (await import('./runs/look-at-runs.ts')).showRun(...args);

/** Why a cue of a run is as it is. */
export const explainCue: Door<typeof import('./runs/explain-cue.ts').explainCue> = async (...args) =>
  await (await import('./runs/explain-cue.ts')).explainCue(...args);

/** Asks the processes of a run to stop. */
export const cancelRun: Door<typeof import('./runs/change-runs.ts').cancelRun> = async (...args) =>
  await (await import('./runs/change-runs.ts')).cancelRun(...args);

/** Forgets runs that ended long ago. */
export const pruneRuns: Door<typeof import('./runs/change-runs.ts').pruneRuns> = async (...args) =>
  await (await import('./runs/change-runs.ts')).pruneRuns(...args);

/** Does again what a run was asked to do. */
export const resumeRun: Door<typeof import('./runs/resume-run.ts').resumeRun> = async (...args) =>
  await (await import('./runs/resume-run.ts')).resumeRun(...args);

type Door<F extends (...args: never[]) => Promise<unknown>> = (...args: Parameters<F>) => ReturnType<F>;

type StreamDoor<F extends (...args: never[]) => AsyncGenerator<unknown, void, undefined>> = (
  ...args: Parameters<F>
) => ReturnType<F>;
