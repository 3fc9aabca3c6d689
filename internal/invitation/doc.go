// Package invitation is the law of invitations. Whoever may give a role of a call or of a
// programme, speaks for a tender, or is of the staff of a survey, a body, an initiative or a masterclass, invites somebody by their address; the
// letter has a link that can be used once. Accepted, the invitation gives the role that it is for, by the same decision as the command of whoever
// sent it. It ends when it is accepted, withdrawn or expired, or when its purpose is over.
//
// Address, name and reason are texts: they stand sealed in the receipt of the command
// alone, for whoever wrote them and under the blind index of the address, so that
// nothing says whether an address is known. Of the secret of the link the record
// holds the SHA-256 of what is drawn with the receipt. That whoever accepts has the
// address is decided by whoever lets them in: the law does not read texts.
//
// The package is pure.
package invitation

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"strings"

	"twinning.example/engine/internal/governance"
	"twinning.example/engine/internal/law"
)

// Root is what the streams of invitations begin with: invitation/DHE-2019-ABCDEFGHIJ.
const Root = law.InvitationFamily

// Length is how many characters end the reference of an invitation: base32, A-Z and 2-7.
const Length = 10

// programmeLength is Length of an invitation to a programme: it tells them apart, since a
// call and a programme may have one name.
const programmeLength = 12

// Stream is the stream of a reference, such as DHE-2019-ABCDEFGHIJ; false where it is none.
func Stream(reference string) (string, bool) {
	return Root + reference, CallOf(reference) != "" || ProgrammeOf(reference) != "" || LifeOf(reference) != ""
}

// CallOf is the reference of the call that the invitation of a reference is to, or to a
// tender of; "" where it is no reference of an invitation.
func CallOf(reference string) string { return of(reference, Length) }

// ProgrammeOf is the reference of the programme that the invitation of a reference is to,
// as in DigitalHealthEurope-ABCDEFGHIJKL; "" where it is to none.
func ProgrammeOf(reference string) string { return of(reference, programmeLength) }

func of(reference string, length int) string {
	i := strings.LastIndexByte(reference, '-')
	if i <= 0 || len(reference)-i-1 != length || strings.Trim(reference[i+1:], "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") != "" {
		return ""
	}
	return reference[:i]
}

// Secret is what the link of an invitation carries, of what was drawn with the receipt
// of the command that made it.
func Secret(nonce string) string {
	sum := sha256.Sum256([]byte("twinning invitation v1\n" + nonce))
	return hex.EncodeToString(sum[:16])
}

// hashOf is what the record holds of a secret.
func hashOf(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// NewReference gives an invitation to a call, or to a tender of it, its reference, which
// names nobody: the call's, and ten base32 characters of SHA-256 over the command's id and
// the actor.
func NewReference(call, command, actor string) string {
	return call + "-" + drawn(command, actor)[:Length]
}

// NewReferenceIn gives an invitation to what a stream is of its reference, as NewReference does: to a call, a programme, or a life that somebody
// takes part in.
func NewReferenceIn(stream, command, actor string) string {
	length := Length
	if strings.HasPrefix(stream, governance.ProgrammeFamily) {
		length = programmeLength
	}
	for _, k := range takingPart {
		if strings.HasPrefix(stream, k.family) {
			length = k.length
		}
	}
	return law.Reference(stream) + "-" + drawn(command, actor)[:length]
}

func drawn(command, actor string) string {
	sum := sha256.Sum256([]byte("invitation\x00" + command + "\x00" + actor))
	return base32.StdEncoding.EncodeToString(sum[:])
}

// Home is the stream of the call, of the programme, or of the life to take part in, that the invitation of a reference is to.
func Home(reference string) string {
	if life := LifeOf(reference); life != "" {
		return life
	}
	if programme := ProgrammeOf(reference); programme != "" {
		return governance.ProgrammeFamily + programme
	}
	return law.CallStream(CallOf(reference))
}
