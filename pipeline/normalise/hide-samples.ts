import type { SampleAnswer, SampleAsk } from './sample.ts'
import { findSecrets } from './zones.ts'

/** Values at points, without those that protected things give. */
export async function withoutSecrets(answer: SampleAnswer, { points, hidden = [] }: SampleAsk): Promise<SampleAnswer> {
  if (hidden.length === 0) return answer
  const find = await findSecrets(hidden)
  for (let i = 0; i < points.length / 2; i++)
    if (find({ type: 'point', points: points.subarray(2 * i, 2 * i + 2) }).length > 0)
      for (const [how, values] of Object.entries(answer)) if (how !== 'terrain') values[i] = Number.NaN
  return answer
}
