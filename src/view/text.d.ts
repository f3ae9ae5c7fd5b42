/** The page is embedded as text by whatever bundles or loads the sources. */
declare module '*.html' {
  const text: string
  // eslint-disable-next-line no-restricted-syntax -- loaders of text export it so
  export default text
}
