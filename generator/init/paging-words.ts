/* What APIs call the parts of paging, as `plain` spells them, the usual names first. */

/** Parameters that count records. */
export const OFFSETS = ["offset", "skip", "start", "startat", "startindex", "from"];
/** Parameters for the size of a page. */
export const LIMITS = ["limit", "perpage", "pagesize", "size", "count", "maxresults", "top", "take", "pagelimit"];
/** Parameters that number pages. */
export const PAGES = ["page", "pagenumber", "pageindex", "pageno"];
/** Parameters that take a cursor. */
export const CURSORS = [
  ...["cursor", "pagetoken", "nextpagetoken", "nexttoken", "continuationtoken", "after", "pageafter", "nextcursor"],
  ...["startingafter", "bookmark", "marker", "startcursor", "pagecursor", "token"],
];
/** Fields with the next cursor. */
export const NEXT_CURSORS = [
  ...["nextcursor", "nextpagetoken", "nexttoken", "continuationtoken", "endcursor", "aftercursor", "nextpagecursor"],
  ...["cursor", "after", "bookmark", "marker", "nextpage", "next"],
];
/** Fields with the address of the next page. */
export const NEXT_LINKS = [
  "next",
  "nextlink",
  "nextpageurl",
  "nexturl",
  "nextpage",
  "nextpageuri",
  "nexthref",
  "odatanextlink",
];
/** Fields that count all records. */
export const TOTALS = ["total", "totalcount", "totalitems", "totalresults", "totalrecords", "count", "totalelements"];
/** Fields that count all pages. */
export const TOTAL_PAGES = ["totalpages", "pages", "pagecount", "lastpage", "numpages"];
/** Fields that tell whether there is more. */
export const HAS_MORES = ["hasmore", "hasnextpage", "hasnext", "more", "morepages"];
