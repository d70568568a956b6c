import type { DestinationKind } from "./destination-kind.js";

/**
 * Two kinds of destination, told apart by the target. Names are cut at the shorter limit of both, so that both get the
 * same tables.
 */
export function eitherDestination<First, Second>(
  first: DestinationKind<First>,
  second: DestinationKind<Second>,
): DestinationKind<First | Second> {
  const nameLimit = Math.min(first.nameLimit, second.nameLimit);
  return {
    title: `${first.title} or ${second.title}`,
    targets: `${first.targets}; or ${second.targets}`,
    nameLimit,
    accepts: (target): target is First | Second => first.accepts(target) || second.accepts(target),
    parse: (argument) => first.parse(argument) ?? second.parse(argument),
    async open(target) {
      const { destination, close } = await (first.accepts(target) ? first.open(target) : openSecond(second, target));
      return { destination: { ...destination, dialect: { ...destination.dialect, nameLimit } }, close };
    },
  };
}

function openSecond<Second>(second: DestinationKind<Second>, target: unknown) {
  if (!second.accepts(target)) throw new TypeError("a target is opened after it was accepted");
  return second.open(target);
}
