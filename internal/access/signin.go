package access

import (
	"context"
	"slices"
	"time"

	"twinning.example/engine/internal/call"
)

// A SignIn is when and how whoever asks has signed in, as their provider said.
type SignIn struct {
	At  time.Time // real time; zero where it is not known
	ACR string    // the class of authentication; "" where it is not known
}

type signInKey struct{}

// WithSignIn says in a context when and how whoever asks has signed in. Whoever works at
// the machine of the programme has not signed in at all, and nothing is said of them.
func WithSignIn(ctx context.Context, s SignIn) context.Context {
	return context.WithValue(ctx, signInKey{}, s)
}

// SignInOf is what a context says; false where whoever asks needs no sign-in.
func SignInOf(ctx context.Context) (SignIn, bool) {
	s, ok := ctx.Value(signInKey{}).(SignIn)
	return s, ok
}

// The commands that sign, release and pay.
var (
	signs    = []string{"sign-proposal", "open-tenders", "sign-eligibility", "sign-contract"}
	releases = []string{"release-award", "activate-reserve"}
	pays     = []string{"approve-expense", "pay-instalment"}
)

// Stepped lists the kinds of commands for which a rule book may ask for a fresh sign-in.
func Stepped() []string { return slices.Concat(signs, releases, pays) }

// FreshFor is the sign-in that a rule book asks for before a command of a kind; nil for none.
func FreshFor(b call.RuleBook, kind string) *call.Fresh {
	rules := b.SignIn
	switch {
	case rules == nil:
		return nil
	case slices.Contains(signs, kind):
		return rules.Sign
	case slices.Contains(releases, kind):
		return rules.Release
	case slices.Contains(pays, kind):
		return rules.Pay
	}
	return nil
}

// Meets tells whether a sign-in is as fresh, and of the class, that is asked for. now is
// real time.
func (s SignIn) Meets(f call.Fresh, now time.Time) bool {
	return !s.At.IsZero() && now.Sub(s.At) <= f.Age() && (f.ACR == "" || s.ACR == f.ACR)
}
