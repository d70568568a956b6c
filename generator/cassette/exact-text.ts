/** Emitted tests read cassettes, too: it is a file of theirs. */
export { exactText } from "../../templates/offline/exact-text.js";
