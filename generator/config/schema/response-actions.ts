import { either, integer, type Key, list, moduleReference, object, text, words } from "./shapes.js";

const MEANINGS = {
  ignore: "Ends the pages of this request without an error.",
  retry: "Sends the request again, as for a lost connection.",
  fail: "Ends the run with `message`.",
};

/** Keys of one item. */
export const RESPONSE_ACTION_KEYS: Readonly<Record<string, Key>> = {
  status_code: {
    shape: either(integer(), text()),
    about: "Status of the responses meant.",
    example: 404,
  },
  content: {
    shape: text(),
    about: "Text that the body of the responses meant contains.",
    example: "archived",
  },
  action: {
    shape: either(
      words(["ignore", "retry", "fail"], { meanings: MEANINGS }),
      moduleReference(),
      list(moduleReference()),
    ),
    about: "ignore ends the pages quietly, retry sends the request again, fail ends the run.",
    example: "ignore",
  },
  message: {
    shape: text(),
    about: "What fail says.",
    example: "the account is locked",
  },
};

/** For every response the items are tried in order; status and content must both match when both are given. */
export const RESPONSE_ACTIONS = list(object("response action", RESPONSE_ACTION_KEYS));
