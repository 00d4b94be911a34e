import { answerQuestion } from './answer-question.js'
import type { QuestionTask } from './question.js'

/** The process that answers one question: told its task by the server, it answers and ends. */
process.once('message', (task) => {
  answerQuestion(task as QuestionTask, (progress) => process.send?.({ kind: 'progress', progress })).then(
    (said) => process.send?.(said, () => process.disconnect()),
  )
})

// Without a server there is nobody to answer.
process.once('disconnect', () => process.exit(0))
