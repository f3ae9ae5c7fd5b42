import type { OptionTable } from './command.ts'

export const JSON_OPTION = {
  json: { type: 'boolean', doc: 'for programs: one line of JSON for each thing' },
} as const satisfies OptionTable

/** How values are written with `--json`, for the help of the commands that show records. */
export const JSON_NOTES =
  'With --json, an integer beyond ±(2^53 - 1) is {"$integer":"…"}, bytes are {"$bytes":"…"} in base64, GeoJSON is {"$geojson":"…"}, ' +
  'a sketch {"$hll":"…"}, a map with keys that are no text, or with a single one that begins with $, {"$map":[[key,value],…]}, ' +
  'a double that is no number {"$double":"…"}, and bytes of another client\'s type {"$blob":[type,"…"]}.'
