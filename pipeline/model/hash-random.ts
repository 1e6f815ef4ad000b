/** FNV-1a over UTF-16 units with a final avalanche: a 32-bit hash of a text. */
export function hashText(text: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  return mix(h)
}

/** Murmur3's finaliser: spreads every input bit over all 32. */
function mix(h: number): number {
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

/** A 32-bit hash of a whole-number position under a seed. */
export function hashAt(seed: number, x: number, z: number): number {
  return mix(Math.imul(x, 0x9e3779b1) ^ Math.imul(z, 0x85ebca77) ^ seed)
}

/** A number in [0, 1) that depends on nothing but the feature and the purpose. */
export function randomFor(featureId: string, purpose: string): number {
  return hashText(`${purpose}\u0000${featureId}`) / 0x100000000
}
