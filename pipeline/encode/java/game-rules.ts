/** A rule by its name in Java 1.21.4. */
export type GameRules = Readonly<Record<string, boolean | number>>

/** For a class: nothing moves, burns, grows, hurts or gets lost, and it is always noon in fair weather. */
export const SCHOOL_RULES: GameRules = {
  doDaylightCycle: false,
  doWeatherCycle: false,
  doMobSpawning: false,
  doTraderSpawning: false,
  doPatrolSpawning: false,
  doInsomnia: false,
  doWardenSpawning: false,
  disableRaids: true,
  mobGriefing: false,
  doFireTick: false,
  doVinesSpread: false,
  lavaSourceConversion: false,
  snowAccumulationHeight: 0,
  randomTickSpeed: 0,
  keepInventory: true,
  naturalRegeneration: true,
  doImmediateRespawn: true,
  spawnRadius: 0,
  fallDamage: false,
  drowningDamage: false,
  fireDamage: false,
  freezeDamage: false,
  doEntityDrops: false,
  doTileDrops: false,
  announceAdvancements: false,
  showDeathMessages: false,
  commandBlockOutput: false,
  logAdminCommands: true,
  sendCommandFeedback: true,
  reducedDebugInfo: false,
  spectatorsGenerateChunks: false,
}

/** Names since Java 1.21.11. Source: the change log of 25w44a. */
const NEW_NAMES: Readonly<Record<string, string>> = {
  doDaylightCycle: 'advance_time',
  doWeatherCycle: 'advance_weather',
  doMobSpawning: 'spawn_mobs',
  doTraderSpawning: 'spawn_wandering_traders',
  doPatrolSpawning: 'spawn_patrols',
  doInsomnia: 'spawn_phantoms',
  doWardenSpawning: 'spawn_wardens',
  mobGriefing: 'mob_griefing',
  doVinesSpread: 'spread_vines',
  lavaSourceConversion: 'lava_source_conversion',
  snowAccumulationHeight: 'max_snow_accumulation_height',
  randomTickSpeed: 'random_tick_speed',
  keepInventory: 'keep_inventory',
  naturalRegeneration: 'natural_health_regeneration',
  doImmediateRespawn: 'immediate_respawn',
  spawnRadius: 'respawn_radius',
  fallDamage: 'fall_damage',
  drowningDamage: 'drowning_damage',
  fireDamage: 'fire_damage',
  freezeDamage: 'freeze_damage',
  doEntityDrops: 'entity_drops',
  doTileDrops: 'block_drops',
  announceAdvancements: 'show_advancement_messages',
  showDeathMessages: 'show_death_messages',
  commandBlockOutput: 'command_block_output',
  logAdminCommands: 'log_admin_commands',
  sendCommandFeedback: 'send_command_feedback',
  reducedDebugInfo: 'reduced_debug_info',
  spectatorsGenerateChunks: 'spectators_generate_chunks',
}
/** Rules of a class that older versions do not have. */
const NEW_RULES: GameRules = { tnt_explodes: false, spawn_monsters: false, pvp: false }

/** Rules under the names they have had since 1.21.11, two of which mean the opposite or count. @throws RangeError for a rule without a new name */
export function newerRules({ disableRaids, doFireTick, ...rules }: GameRules): GameRules {
  const renamed = Object.entries(rules).map(([rule, value]) => {
    const name = NEW_NAMES[rule]
    if (!name) throw new RangeError(`game rule ${rule} has no newer name`)
    return [name, value] as const
  })
  return {
    ...Object.fromEntries(renamed),
    raids: disableRaids !== true,
    ...(doFireTick === false ? { fire_spread_radius_around_player: 0 } : {}),
    ...NEW_RULES,
  }
}
