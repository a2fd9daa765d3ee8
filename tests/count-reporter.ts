import type { Reporter, TestModule } from 'vitest/node';

/** How much of an error's message stands behind the name of its test. */
const MESSAGE_CHARS = 300;

/**
 * Names what failed and what was skipped, then prints `N passed, N failed` (and `, N skipped`) alone on the last line,
 * counted from the finished tests: whoever sees only the end of a log sees what is wrong.
 */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const counts = { passed: 0, failed: errors.length, skipped: 0 };
    const failures = errors.map((error) => `failed: outside of a test: ${String(error)}`);
    for (const module of modules) {
      // A file that fails to load has no tests of its own, yet it is a failure.
      if (module.state() === 'failed' && [...module.children.allTests()].length === 0) {
        counts.failed += 1;
        failures.push(`failed: ${module.relativeModuleId}: ${messageOf(module.errors())}`);
      }
      for (const test of module.children.allTests()) {
        const { state, errors: reasons = [] } = test.result();
        if (state !== 'pending') counts[state] += 1;
        if (state === 'skipped') process.stdout.write(`skipped: ${test.fullName}\n`);
        if (state === 'failed')
          failures.push(`failed: ${module.relativeModuleId}: ${test.fullName}: ${messageOf(reasons)}`);
      }
    }
    for (const failure of failures) process.stdout.write(`${failure}\n`);
    const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : '';
    process.stdout.write(`${counts.passed} passed, ${counts.failed} failed${skipped}\n`);
  }
}

/** The first error in one line. */
function messageOf(errors: readonly { readonly message: string }[]): string {
  return (errors[0]?.message ?? 'no reason told').replace(/\s+/g, ' ').slice(0, MESSAGE_CHARS);
}
