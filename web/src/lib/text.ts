/** The texts of the page in the language of the build. */
export { en as text } from './text.en';
export type { Text } from './text.en';
