package query

import (
	"context"
	"slices"
	"strings"
	"time"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/invitation"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/narrate"
	"twinning.example/engine/internal/state"
)

// MaySend refuses whoever may not bring a command of a kind before the law of a life:
// Absent where they may not know of the life, Withheld where they have no business with
// it, SignInAgain where the rule book of the call asks for a fresher sign-in than theirs.
// What is Withheld is recorded where reading is. A command that a life may begin with is
// anybody's.
func (q *Queries) MaySend(ctx context.Context, person, stream, kind string) error {
	if k, _ := lives.Of(stream); slices.Contains(k.Begins, kind) {
		return nil
	}
	if kind == (invitation.Accept{}).Kind() && strings.HasPrefix(stream, law.InvitationFamily) {
		return q.mayAccept(ctx, person, stream)
	}
	v := access.Viewer{Person: person}
	var is, home state.Folded
	err := q.snapshot(ctx, func(ctx context.Context, from ledger.Snapshot) (err error) {
		if is, err = q.folder.Fold(ctx, from, stream); err != nil {
			return err
		}
		home, err = q.folder.Fold(ctx, from, lives.Home(stream))
		return err
	})
	if err != nil {
		return err
	}
	sight := sightOf(v, home.State, is)
	switch {
	case is.Version == 0: // nothing is known yet of who may; where nothing was sent either, the door says that there is no such life
		return nil
	case sightOf(v, is.Law.Zero(lives.Home(stream)), state.Folded{Stream: stream, Law: is.Law, State: is.Law.Zero(stream)}).Sends(kind): // it is anybody's
		return nil
	case !addressed(v, is, home):
		if err := q.denied(ctx, person, stream, kind, "public"); err != nil {
			return err
		}
		return missing(stream)
	case sight.Sends(kind):
		return signedIn(ctx, home.State, kind)
	}
	if err := q.denied(ctx, person, stream, kind, sight.By()); err != nil {
		return err
	}
	return withheld(law.Why("command-not-yours", narrate.Verbatim("command", kind), law.Ref("life", law.Reference(stream))))
}

// MustSignIn is a SignInAgain where a command of a kind would be refused for the sign-in
// of whoever asks, so that they sign in before they write it.
func (q *Queries) MustSignIn(ctx context.Context, stream, kind string) error {
	if _, signs := access.SignInOf(ctx); !signs || !slices.Contains(access.Stepped(), kind) {
		return nil
	}
	c, err := q.callOf(ctx, stream)
	if err != nil {
		return err
	}
	return signedIn(ctx, c, kind)
}

// signedIn refuses whoever has signed in too long ago, or in another way, for a command.
// Whoever works at the machine of the programme does not sign in.
func signedIn(ctx context.Context, home law.State, kind string) error {
	c, _ := home.(call.Call)
	asked := access.FreshFor(c.Rules, kind)
	s, signs := access.SignInOf(ctx)
	if asked == nil || !signs || s.Meets(*asked, time.Now()) {
		return nil
	}
	return &SignInAgain{Kind: kind, MaxAge: asked.Age(), ACR: asked.ACR}
}
