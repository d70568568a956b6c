/** Wraps a task so that at most `limit` of its calls run at once; further calls wait for their turn. */
export function limited<Argument, Result>(
  limit: number,
  task: (argument: Argument) => Promise<Result>,
): (argument: Argument) => Promise<Result> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (argument) => {
    if (running === limit) await new Promise<void>((resolve) => waiting.push(resolve));
    else running++;
    try {
      return await task(argument);
    } finally {
      const next = waiting.shift();
      if (next === undefined) running--;
      else next();
    }
  };
}
