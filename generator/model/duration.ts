import type { DurationModel } from "./cursor-model.js";

const DURATION =
  /^P(?:(?<years>\d+)Y)?(?:(?<months>\d+)M)?(?:(?<weeks>\d+)W)?(?:(?<days>\d+)D)?(?:T(?:(?<hours>\d+)H)?(?:(?<minutes>\d+)M)?(?:(?<seconds>\d+(?:\.\d+)?)S)?)?$/;

/** An ISO 8601 duration; a day is 24 hours long. */
export function resolveDuration(text: string): DurationModel {
  const groups = DURATION.exec(text)?.groups;
  if (groups === undefined) throw new Error("no duration: the validator lets none through");
  const count = (name: string) => Number(groups[name] ?? 0);
  const days = count("weeks") * 7 + count("days");
  return {
    months: count("years") * 12 + count("months"),
    seconds: ((days * 24 + count("hours")) * 60 + count("minutes")) * 60 + count("seconds"),
  };
}
