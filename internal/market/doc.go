// Package market is the law of a marketplace, where partners of a twinning find each
// other: organisations offer solutions that others may adopt, and say what they require.
//
// A marketplace has a rule book of its own: vocabulary, readiness questionnaire, periods,
// limits, and the weights by which counterparts are suggested. An entry is an offer or a
// requirement: it is drafted, submitted, checked by the staff, published, renewed or
// expired. An interest is a message about a published entry to whoever made it. When both
// sides agree, one letter introduces them with their contact data, and their consent is
// recorded. An introduction assigns nothing to anybody.
//
// What people write is a text; no entry and no interest holds an address. What is
// suggested is computed from facts alone: see Suggest.
//
// The package is pure.
package market

import (
	"crypto/sha256"
	"encoding/base32"
	"strings"

	"twinning.example/engine/internal/law"
)

// What the streams of the three kinds of life begin with.
const (
	Root         = "market/"
	EntryRoot    = "entry/"
	InterestRoot = "interest/"
)

// An entry and an interest have the reference of their marketplace, a hyphen and twelve
// characters, A-Z and 2-7: six that all of one person in the marketplace have in common, by
// which their number is limited, and six of the command that began it.
const (
	ownerLength = 6
	length      = 2 * ownerLength
)

// MarketStream is the stream of a marketplace; false where the reference cannot be one.
func MarketStream(reference string) (string, bool) {
	return Root + reference, law.CheckCode("market", reference) == nil && len(reference) <= 40 && isReference(reference)
}

// isReference tells whether a text is letters, digits and single hyphens.
func isReference(s string) bool {
	for part := range strings.SplitSeq(s, "-") {
		if part == "" || strings.ContainsFunc(part, func(r rune) bool {
			return (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && (r < '0' || r > '9')
		}) {
			return false
		}
	}
	return true
}

// Of is the reference of the marketplace of an entry or an interest, "" where the text is
// the reference of neither.
func Of(reference string) string {
	i := strings.LastIndexByte(reference, '-')
	if i <= 0 || len(reference)-i-1 != length || strings.Trim(reference[i+1:], "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") != "" || !isReference(reference[:i]) {
		return ""
	}
	return reference[:i]
}

// EntryStream is the stream of an entry; false where the reference is none.
func EntryStream(reference string) (string, bool) { return EntryRoot + reference, Of(reference) != "" }

// InterestStream is the stream of an interest; false where the reference is none.
func InterestStream(reference string) (string, bool) {
	return InterestRoot + reference, Of(reference) != ""
}

// Owned is what the references of all entries and interests of a person in a marketplace
// begin with. It names nobody.
func Owned(market, person string) string {
	return market + "-" + code("market person", market, person)[:ownerLength]
}

// NewReference gives an entry or an interest its reference.
func NewReference(market, command, person string) string {
	return Owned(market, person) + code("market", command, person)[:length-ownerLength]
}

func code(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return base32.StdEncoding.EncodeToString(sum[:])
}

// owner is what the reference has in common with all of the same person.
func owner(reference string) string { return reference[:max(0, len(reference)-(length-ownerLength))] }
