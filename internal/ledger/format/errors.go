package format

import "errors"

// What a reader of the format meets.
var (
	// ErrCorrupt says that what is stored contradicts itself: bytes, hashes and keys do not belong together.
	ErrCorrupt = errors.New("the ledger's rows contradict each other: verify the ledger")
	// ErrNoKey says that the key file does not hold the key that wrapped another.
	ErrNoKey = errors.New("the key file has no key for this: give the file the body was sealed with")
	// ErrPipe says that a pipe was named where a file is read.
	ErrPipe = errors.New("this is a pipe, not a file")
	// ErrBareCheckpoint says that a checkpoint was given without the hashes of its tree.
	ErrBareCheckpoint = errors.New("give the whole file of the checkpoint")
)
