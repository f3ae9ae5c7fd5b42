/** Path expressions, as the list and map operations reach them. */
export { selectByPath as select } from '../cdt-select/index.ts'
