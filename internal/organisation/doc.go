// Package organisation is the law of records of organisations: what one is called, where
// it is, and by which numbers others know it. A record is made and corrected by whoever
// made it and by the staff. Two records of one organisation are joined by the staff, with
// a reason; nothing is joined by itself, and what was recorded of both stays.
//
// What a record says stands sealed under its own stream: who prepares a tender may have
// made it. An organisation is no person: a record names nobody.
//
// The package is pure.
package organisation

import (
	"crypto/sha256"
	"encoding/base32"
	"strings"
)

// Root is what the streams of organisations begin with: organisation/ABCDEFGHIJ.
const Root = "organisation/"

// length is how many characters a reference has: base32, A-Z and 2-7.
const length = 10

// Stream is the stream of a reference; false where it is none.
func Stream(reference string) (string, bool) {
	return Root + reference, len(reference) == length && strings.Trim(reference, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") == ""
}

// NewReference gives a record its reference, which names nothing: ten base32 characters of
// SHA-256 over the command's id and the actor.
func NewReference(command, actor string) string {
	sum := sha256.Sum256([]byte("organisation\x00" + command + "\x00" + actor))
	return base32.StdEncoding.EncodeToString(sum[:])[:length]
}
