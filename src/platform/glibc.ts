/**
 * glibc: which C library this process runs on.
 * @module
 */

/** Version of glibc; undefined elsewhere than on Linux, and with another C library, as musl. */
export function glibcVersion(): string | undefined {
  if (process.platform !== 'linux') return undefined;
  const report: unknown = process.report?.getReport();
  const header =
    typeof report === 'object' && report !== null && 'header' in report ? report.header : undefined;
  const isKnown = typeof header === 'object' && header !== null && 'glibcVersionRuntime' in header;
  return isKnown ? String(header.glibcVersionRuntime) : undefined;
}
