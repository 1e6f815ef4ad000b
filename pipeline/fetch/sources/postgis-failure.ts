import { Failure } from '#pipeline/model/failure.ts'

/** Where the trouble is, in words that hold no host, user or password. */
export interface DatabasePlace {
  layer: string
  /** Environment variable that holds the connection. */
  variable: string
  /** schema.table */
  table: string
  seconds: number
}

const NETWORK = /^(ECONN|ENOTFOUND|EAI_|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EPIPE|ENOENT|EACCES)/

/**
 * What the driver or the database throws, as a failure. Its message may name host and user, and one of a broken
 * address holds the password: none of it is passed on but the SQLSTATE.
 */
export function databaseFailure(error: unknown, { layer, variable, table, seconds }: DatabasePlace): Failure {
  if (error instanceof Failure) return error
  const code = String((error as { code?: unknown }).code ?? '')
  const database = `the database of layer ${layer}`
  const failed = (message: string, hint: string) => new Failure('service-failed', message, `${hint}; the last good snapshot stays`)
  if (code.startsWith('28'))
    return new Failure('no-credentials', `${database} refused the user and password`, `correct the address in environment variable ${variable}`)
  if (code === '3D000') return failed(`${database} is not on its server`, `correct the name of the database in environment variable ${variable}`)
  if (code === '42501') return failed(`${database} does not let its user read ${table}`, `grant the user SELECT on ${table}, and USAGE on its schema`)
  if (code === '57014')
    return new Failure('service-limit', `${table} of layer ${layer} took more than ${seconds} seconds to ask for`, 'raise limits.seconds, or give an index')
  if (NETWORK.test(code)) return failed(`${database} does not answer (${code})`, `check host and port in environment variable ${variable}`)
  if (/^[0-9A-Z]{5}$/.test(code))
    return failed(`${database} answered with error ${code} when ${table} was read`, 'look the code up among the SQLSTATEs, and try the table by hand')
  return failed(`the connection to ${database} broke or could not be made`, `check the address in environment variable ${variable}, and try it by hand`)
}
