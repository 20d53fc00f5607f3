/** The texts of the page of sources in the language of the build. */
export { en as text } from './text.en';
