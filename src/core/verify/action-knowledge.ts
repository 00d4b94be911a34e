/** What AWS publishes of actions, as far as tightness asks for it. */
export interface ActionKnowledge {
  /** The actions that a pattern of `Action` stands for; one without wildcards stands for itself. */
  readonly actionsOf: (pattern: string) => readonly string[]
  /** False for an action that only `*` can grant. */
  readonly takesResource: (action: string) => boolean
  /** True if the action cannot act on any resource that the pattern means, so that granting it there allows nothing. */
  readonly allowsNothing: (action: string, resource: string) => boolean
}
