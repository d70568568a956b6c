/**
 * dlt: whether the last segment of a path holds a placeholder, which means that one record is asked for. Looked at
 * before params are put in; empty and `.` segments at the end do not count, as in Python's PurePosixPath.
 */
export function isSingleEntity(path: string): boolean {
  const last = path.split("/").findLast((segment) => segment !== "" && segment !== ".");
  return last !== undefined && /\{[A-Za-z0-9._-]+\}/.test(last);
}
