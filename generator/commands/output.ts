/** Where a command writes. */
export interface Output {
  /** Standard output: the JSON document of `--json`, and help. */
  readonly out: (text: string) => void;
  /** Standard error: everything else. */
  readonly err: (text: string) => void;
  /** Whether standard error shows colours. */
  readonly color: boolean;
}
