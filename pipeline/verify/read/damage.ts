import { Failure } from '#pipeline/model/failure.ts'

/** What is wrong inside some bytes, before it is known which file and chunk they are. */
export class Malformed extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'Malformed'
  }
}

/** The failure of a world that cannot be read: `where` names the file and, where there is one, the chunk. */
export function damaged(where: string, cause: unknown): Failure {
  const message = cause instanceof Error ? cause.message : String(cause)
  return new Failure('unreadable-source', `${where}: ${message}`, 'the world is damaged: build it again, or take it from a copy', { cause })
}
