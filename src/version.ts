/**
 * The package's version, as package.json has it; a test compares the two.
 *
 * @example
 * /^\d+\.\d+\.\d+/.test(VERSION) // true
 */
export const VERSION = '0.1.0'
