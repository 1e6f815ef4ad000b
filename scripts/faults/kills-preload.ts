/** Loaded before a build's own code, in every process of it: puts the small pictures in place of the large. */
import { registerHooks } from 'node:module'

const SMALL = new URL('kills-pictures.ts', import.meta.url).href

registerHooks({
  resolve(specifier, context, next) {
    const resolved = next(specifier, context)
    const isLarge = resolved.url.endsWith('/pipeline/verify/picture/pictures.ts') && context.parentURL !== SMALL
    return isLarge ? { ...resolved, url: SMALL } : resolved
  },
})
