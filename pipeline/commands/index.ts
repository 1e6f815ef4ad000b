import { build } from './build.ts'
import type { Command } from './command.ts'
import { doctor } from './doctor.ts'
import { init } from './init.ts'
import { plan } from './plan.ts'
import { publish } from './publish.ts'
import { report } from './report.ts'
import { verify } from './verify.ts'
import { where } from './where.ts'

/** All commands, in the order of the help. */
export const COMMANDS: Readonly<Record<string, Command>> = { init, doctor, plan, build, publish, verify, report, where }
