/**
 * The kernel as the host sees it. What the numbers mean stands beside the functions in `assembly/`; addresses are bytes of
 * `memory`, whose buffer is another one after every growth.
 */
export interface KernelExports {
  readonly memory: { readonly buffer: ArrayBuffer }
  /** Forgets all that was learned and kept; `root` says what is asked of a record. False if memory is out. */
  reset(seed: bigint, root: number): number
  setPeriod(start: number, end: number): void
  setDays(apart: number): void
  setIdentities(told: number): void
  setCallers(asked: number): void
  newNode(learns: number, parent: number): number
  /** The key lies at the input's address. */
  addKey(node: number, length: number, action: number, special: number): number
  inputAddress(): number
  inputSize(): number
  /** Starts on a file that lies at the input's address; a {@link StepResult}. */
  open(size: number): number
  /** Decompresses and reads some more; a {@link StepResult}. */
  step(): number
  stepText(): number
  stepSize(): number
  hasChecksum(): number
  statedChecksum(): number
  /** Records of the last step that wait for the host to decide, and reading them again (0 if memory is out). */
  waiting(): number
  again(): number
  eventCount(): number
  firstEvents(): number
  oddCount(): number
  firstOdd(): number
  /** Counts as many events as were put at the address; 0 if memory is out, or if they are none of this kernel's. */
  count(events: number): number
  eventsAddress(): number
  eventsRoom(): number
  groups(): number
  group(index: number): number
  unheardEvents(): number
  learnedKeys(): number
  unheardAgents(): number
  takeUnheardIdentities(): number
  unheardCallers(): number
  allocate(size: number): number
  arenaTop(): number
  release(mark: number): void
}
