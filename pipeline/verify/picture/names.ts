/** Every picture of a world, by file name, in the order they are drawn. */
export const PICTURE_NAMES = ['map.png', 'oblique-se.png', 'oblique-nw.png', 'street.png'] as const
export type PictureName = (typeof PICTURE_NAMES)[number]
