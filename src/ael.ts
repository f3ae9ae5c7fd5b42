export { ael, type Ael, type AelFace } from './ael/ael.ts'
export { AelError } from './ael/ael-error.ts'
export type { AelValue, AelValues } from './ael/placeholders.ts'
