/**
 * For a process that runs for long. Whoever reads what it says may go away: a terminal that closes, a log service that
 * starts again. From then on it speaks to nobody; without this each failed write is an error that ends the process, or
 * that it tells of, which fails again.
 */
export function runOnUnheard(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
}
