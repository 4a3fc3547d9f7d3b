/** Threads that a worker may use: all of two cores, else one less than there are, at most four; one where memory cannot be shared. */
export function threadCount(isIsolated: boolean, cores: number): number {
  if (!isIsolated) return 1;
  return Math.max(1, Math.min(4, cores <= 2 ? cores : cores - 1));
}
