// Package local runs the whole stack on one machine: a private PostgreSQL, Temporal and its page, the worker and a mail sink, children of
// one process, all in one folder.
//
// Nothing is lost to a kill -9 of any of it, or of all: PostgreSQL holds what matters, the ports stay the same from start to start
// (Temporal waits most of a minute for members that it knew under others), and programme time stands still while the stack is down.
//
// The folder, .local/ unless said otherwise:
//
//	lock        held by the process whose stack this is
//	clock       which clock the ledger was made with; it is never another
//	ports       drawn once
//	passwords   of PostgreSQL's roles                     \
//	keys        wraps the keys of sealed bodies            | 0600; without keys, what is sealed is lost
//	note-key    signs checkpoints; note-key.pub verifies   |
//	stack.json  how others reach a stack that is up       /
//	postgres/   the cluster, another user's when we are root; a link to it where that user cannot enter this folder (home.go)
//	mail/       letters that were sent, a file each
//	logs/       what each part says
//
// Where to read first: stack.go (the order of things), part.go (how a part is kept up), cluster.go (which crash PostgreSQL is found after).
package local
