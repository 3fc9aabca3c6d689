// Package evidence keeps files: sealed, in a store of blobs (a folder, or an
// S3-compatible store), each under an opaque name. That a file belongs to a
// tender, and what for, is a fact of the tender's life (add-evidence); the
// fact names the file and the SHA-256 of its ciphertext, so that it can be
// verified without any key. Name, type and SHA-256 of the content stand in
// sealed bodies only.
//
// A file is sealed in chunks of 64 KiB, each with AES-256-GCM. The nonce is the
// number of the chunk and a mark on the last one, so that no chunk can be moved,
// left out or cut off (the construction STREAM, as in age). The key is drawn for
// the file, wrapped by the key file of the ledger, and derived for the name and
// the tender of the file: a blob that is put in another's place does not open.
// The row of the file (evidence.files) holds the wrapped key and whom the file
// concerns: who added it, and the tender. Erasing either destroys the key in the
// transaction of the erasure, and the blob at the next sweep.
//
// A row is written when the blob is whole and on the disk. What has no row, or
// no fact, after a day is swept.
//
// Memory is bounded: nothing is read whole, and no plain text is written to a
// disk. What must be read from its end, as an archive, is read through the seal.
package evidence
