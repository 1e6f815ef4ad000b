import { cutBox, fillPolygons } from '#pipeline/model/scanline.ts'
import { NO_GROUND, type PreparedArea } from '#pipeline/model/shard.ts'
import type { MaterialName } from '#pipeline/model/style.ts'
import { materialIndex } from '../compiled-style.ts'
import { cellOf, type Surface } from '../surface.ts'

/** Parks, squares, pitches and beaches; a later one lies on an earlier. */
export function paintAreas(surface: Surface, areas: readonly PreparedArea[]): void {
  for (const area of areas) {
    const material = materialIndex(area.class as MaterialName)
    fillPolygons(area.polygons, cutBox(area.box, surface.box), (z, from, to) => {
      const row = cellOf(surface, from, z) - from
      for (let x = from; x < to; x++) if (surface.face[row + x] !== NO_GROUND) surface.material[row + x] = material
    })
  }
}
