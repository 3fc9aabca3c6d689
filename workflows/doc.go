// Package workflows holds the lives: a workflow type for each kind that
// internal/lives lists, over one loop. Call and Twinning are the first. A call runs
// from its rule book to its last twinning. A tender runs from its first submission
// through eligibility, evaluation, award and contract to the reports of its
// twinning, its closure and the end of its retention.
//
// How that is modelled stands in three places.
//
//   - The table of stages (internal/call/stages.go, internal/twinning/stages.go,
//     and that of each other law) says for each stage what is awaited, which event moves the life on, and to
//     which stage. `twinning explain stages` prints it. Obligations and their
//     reminders follow from the same law: what is owed, by which role, until when.
//   - The loop (life.go) is the same for every stage. It has the activity Judge
//     decide what was received, then waits for one of two things: the update
//     receive, by which the dispatcher says that commands were received, or the
//     one timer for the next moment (a deadline, a reminder, the end of a period).
//     Then it calls Judge again, until nothing is awaited any more.
//   - The activities do what reaches outside the workflow. Judge reads the life's
//     stream, applies the law to commands and moments in the order of their
//     instants, appends the events to the ledger, and returns where the life
//     stands: stage, next moment, what is owed. Notify sends the letters that
//     events promised. Archive stores the history of a run that ended.
//
// For example: the contact of a tender submits the log of March. The update names
// the command, submit-log. Judge appends log-submitted.v1 and returns the stage
// active, with the next moment: the reminder of the review that an officer now
// owes. The loop replaces its timer by one for that moment. If the officer accepts
// the log in time, the next Judge says that the reminder is not needed, and the
// timer is replaced again; if not, the timer fires, Judge appends rung-passed.v1,
// which promises the letter, and Notify sends it within the same workflow task.
//
// No rule stands in workflow code: no stage, deadline, role or amount. Temporal
// replays a workflow's code against its history, so a rule in it could not change
// while lives of several years run. Here a changed law changes what Judge returns
// from then on, and every recorded history still replays. For the same reason no
// decision depends on when a timer fires or a worker was away: Judge decides by
// the instants of receipts and moments in the ledger, which is the record; a life
// whose history is lost starts again from its stream alone.
//
// What Temporal's page shows (page.go) is for reading only: summaries, the table
// of what is owed, and the search attributes call, programme, stage and due, which
// are set when the stage changes. It names kinds, stages, roles and references,
// never people or what they wrote.
package workflows
