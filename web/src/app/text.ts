/** The texts of the workbench in the language of the build. */
export { en as ui } from './text.en';
