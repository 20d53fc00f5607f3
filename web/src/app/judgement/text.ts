/** The texts of judgements in the language of the build. */
export { en as text } from './text.en';
