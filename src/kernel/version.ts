/**
 * Version: this release's number, part of every receipt and of `--version`. A test holds it to package.json.
 * @module
 */

/** Version of the package. */
export const VERSION = '0.1.0';
