import { type FormatName, formats } from '../core/render/formats.js'
import type { Rendering, RenderOptions } from '../core/render/rendering.js'
import { type Explainable, explainPolicy } from './explain-policy.js'

/** A generated policy in one of the formats, with the explanations where the format has room for them. */
export function renderPolicy(generated: Explainable, format: FormatName, options: RenderOptions): Rendering {
  return formats[format].render(explainPolicy(generated), options)
}
