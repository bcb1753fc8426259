// What the pages of patients load: two kilobytes at most, nothing that a page needs in order to work.
import "./print-button.ts";
