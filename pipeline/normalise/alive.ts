const EVERY_MS = 1000
let told = 0

/** Called often by work that takes long: tells the parent process, now and then, that it goes on. */
export function alive(): void {
  const now = performance.now()
  if (now - told < EVERY_MS) return
  told = now
  process.send?.({ alive: true })
}
