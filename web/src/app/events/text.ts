/** The texts of the pages of events in the language of the build. */
export { en as text } from './text.en';
