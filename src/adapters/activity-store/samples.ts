import type { Sample } from '../../core/activity/evidence.js'
import { textInLine } from './line-text.js'

/*
 * Samples are one text each, the time first, so that the order of the texts is that of the events; several are lines.
 */

/** Samples as a text of the store. */
export function samplesText(samples: readonly Sample[]): string {
  return samples.map(({ time, eventID }) => `${time} ${eventID.replace(/[%\n]/g, escaped)}`).join('\n')
}

const escaped = (character: string) => (character === '%' ? '%25' : '%0A')

/** The samples in a text of the store. */
export function samplesIn(text: string): Sample[] {
  return text.split('\n').map((line) => ({
    time: line.slice(0, 20),
    eventID: textInLine(line.slice(21)),
  }))
}

/** As many samples as surely hold the earliest three events, though an eventID may have been used again. */
const samplesJoinedKept = 12

/**
 * SQL: samples of several rows, the earliest {@link samplesJoinedKept} events among them, as one text to be read; NULL if
 * there are none. The text of a row begins with its earliest event, so no row beyond as many can hold one of these.
 */
export const samplesToRead = `nullif(array_to_string(min(samples, ${samplesJoinedKept}), chr(10)), '')`

/** SQL: the same, and no more of them, to be kept. It takes longer. */
export const samplesJoined = `nullif(array_to_string(list_slice(list_sort(list_distinct(
    flatten(coalesce(list(string_split(samples, chr(10))) FILTER (samples IS NOT NULL), [])))), 1, ${samplesJoinedKept}), chr(10)), '')`
