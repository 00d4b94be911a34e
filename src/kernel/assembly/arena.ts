import { ARENA } from './layout'

/** Memory that grows with what is kept and is given back all at once. */
let top: usize = ARENA

/** Room for `size` bytes, aligned to 16, or 0 if the engine has no more. What it holds is not zero. */
export function allocate(size: usize): usize {
  const at = (top + 15) & ~15
  const end = at + size + 64
  const have = (<usize>memory.size()) << 16
  if (end > have) {
    const wanted = end - have > 0x200000 ? end - have : 0x200000
    if (memory.grow(<i32>((wanted + 0xffff) >> 16)) < 0) return 0
  }
  top = at + size
  return at
}

/** The first byte that is free. */
export function arenaTop(): usize {
  return top
}

/** Gives back everything that was allocated since `mark`. */
export function release(mark: usize): void {
  top = mark
}
