/** One operation made ready to be done again and again. */
export interface OpenHotPath {
  /** Does the operation once; resolves, or returns, when it is done. Throws when it failed. */
  run(): unknown
  /** Leaves no socket, timer or file behind. */
  close(): Promise<void>
}

/** What a reset spends its time on, small enough to be measured alone. */
export interface HotPath {
  /** For reports. */
  readonly title: string
  /** `folder`: for files, private to the caller, who removes it. */
  open(folder: string): Promise<OpenHotPath>
}

/** A path that holds nothing open. */
export const purely = (run: () => unknown): OpenHotPath => ({ run, close: async () => undefined })
