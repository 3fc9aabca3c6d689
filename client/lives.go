package client

import (
	"context"
	"errors"
	"iter"
	"time"
)

// Obligations are what is owed in a life, with the letters about each where they are
// asked for.
func (c *Client) Obligations(ctx context.Context, of Life, letters bool) iter.Seq2[ObligationRow, error] {
	return list[ObligationRow](ctx, c, of.path()+"/obligations", given("letters", flag(letters)))
}

// History is who did what when in a life, in sentences, with the fate of each letter
// where it is asked for.
func (c *Client) History(ctx context.Context, of Life, letters bool) iter.Seq2[HistoryLine, error] {
	return list[HistoryLine](ctx, c, of.path()+"/history", given("letters", flag(letters)))
}

// Decisions are why the decisions of a life are what they are, each computed again: of
// one kind unless kind is "", the newest alone where last is set.
func (c *Client) Decisions(ctx context.Context, of Life, kind string, last bool) iter.Seq2[Derivation, error] {
	return list[Derivation](ctx, c, of.path()+"/decisions", given("kind", kind, "last", flag(last)))
}

// A Then says as of when a state is asked for. One of the fields is set at most; the zero
// value is now, or the instant of AsOf or AsRecorded.
type Then struct {
	At       time.Time // by what had happened by this instant
	Recorded time.Time // by what was recorded by this instant
	Position *int64    // after the event at this position of the ledger
}

// State is the state of a life, as it stands or as it stood then.
func (c *Client) State(ctx context.Context, of Life, as Then) (StateRow, error) {
	position := ""
	if as.Position != nil {
		position = number(*as.Position)
	}
	return ask[StateRow](ctx, c, of.path()+"/state", given("at", instant(as.At), "recorded", instant(as.Recorded), "position", position))
}

// Could is what a person could have seen of a life at an instant: the public where person
// is "", now (or the instant of AsOf) where at is zero.
func (c *Client) Could(ctx context.Context, of Life, person string, at time.Time) (Could, error) {
	if at.IsZero() && c.then.Has("recorded") {
		return Could{}, errors.New("what somebody could have seen is asked by what had happened: name the instant, or ask a client of AsOf")
	}
	return ask[Could](ctx, c, of.path()+"/could", given("person", person, "at", instant(at)))
}

// Reads are who read what is sealed or personal of a life, the oldest first.
func (c *Client) Reads(ctx context.Context, of Life) iter.Seq2[Read, error] {
	return list[Read](ctx, c, of.path()+"/reads", nil)
}

func instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}
