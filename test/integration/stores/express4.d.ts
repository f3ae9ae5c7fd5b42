// Express 4 beside Express 5: what the tests use of both is the same.
declare module 'express4' {
  export { default } from 'express'
}
