// Package format is the stored format of the ledger, as docs/format.md describes it: what an event is, how it is hashed, sealed and signed, what a
// batch, a checkpoint and a receipt are, and how each is checked. It needs no database: whoever holds files and public keys can read and prove
// everything with this package alone. It reads and writes files of keys, and nothing else outside itself.
//
// The formats are final: what was written once is read for ever. Examples of each stand in testdata; a test fails where one is not read, or not
// written in the same bytes, any more.
//
// Where to read first: header.go (an event), tree.go and batch.go (what is signed), registry.go (whose signature counts), receipt.go and
// checkpoint.go (what a person or an auditor holds).
package format
