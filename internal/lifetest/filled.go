package lifetest

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/ledgertest"
	"twinning.example/engine/internal/life"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/views"
)

// Filled is what Fill has recorded.
type Filled struct {
	Calls  []string // references
	People []string // ids

	tenders int // of each call
}

// Contact is the id of who speaks for a tender of a call: one of the people, each for a tender of their own as long as there are enough.
func (f Filled) Contact(call, n int) string { return f.People[(call*f.tenders+n)%len(f.People)] }

// Tender is the reference of one of the tenders of a call.
func (f Filled) Tender(call, n int) string { return f.Calls[call] + "-" + six(n) }

// six is the last part of the n-th reference of a call.
func six(n int) string {
	const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
	return fmt.Sprintf("AA%c%c%c%c", digits[n>>15&31], digits[n>>10&31], digits[n>>5&31], digits[n&31])
}

// Fill plays a call with one tender up to the opening of tenders, and fills the ledger with more like it.
func (h *House) Fill(calls, tenders, persons int) Filled {
	h.t.Helper()
	ref := Crowd(1)[0]
	steps := Contracts(ref)
	n := 0
	for n < len(steps) && steps[n].At.Before(time.Date(2019, 6, 15, 0, 0, 0, 0, time.UTC)) {
		n++
	}
	h.Play(steps[:n])
	return h.FillLike(ref, calls, tenders, persons)
}

// FillOpened plays on, after Fill, until the tenders are opened and the call's officer owes a decision on the eligibility of each, and fills the
// ledger with one more call like it and so many tenders.
func (h *House) FillOpened(f Filled, tenders int) Filled {
	h.t.Helper()
	ref := Crowd(1)[0]
	for _, s := range Contracts(ref) {
		var owes bool
		require.NoError(h.t, h.Store.Pool().QueryRow(h.t.Context(), "SELECT exists (SELECT FROM views.owed WHERE stream = $1 AND open)", law.TwinningStream(ref)).Scan(&owes))
		if owes {
			break
		}
		if !s.At.Before(time.Date(2019, 6, 15, 0, 0, 0, 0, time.UTC)) {
			h.Play([]Step{s})
		}
	}
	return h.fillLike(ref, len(f.Calls), 1, tenders, 0, f.People)
}

// FillLike records a tender and its call again under other references: calls with so many tenders each, with their inboxes, and where they
// stand, and so many people. Every event is sealed and signed as any. The messages that they hold are not passed on.
func (h *House) FillLike(ref string, calls, tenders, persons int) Filled {
	h.t.Helper()
	return h.fillLike(ref, 0, calls, tenders, persons, nil)
}

// fillLike is FillLike of calls from a number on, with people who are there besides.
func (h *House) fillLike(ref string, first, calls, tenders, persons int, known []string) Filled {
	h.t.Helper()
	of := func(stream string) []ledger.Request {
		return []ledger.Request{h.recorded(life.Inbox(stream)), h.recorded(stream)}
	}
	callOf, tenderOf := of(calltest.Stream), of(law.TwinningStream(ref))

	out := Filled{tenders: tenders, People: known}
	for i := range persons {
		out.People = append(out.People, people.ID("fill", fmt.Sprint(i)))
	}
	var streams, contacts, home []string
	work, ctx := errgroup.WithContext(h.t.Context())
	work.SetLimit(512)
	again := func(stream string, names *strings.Replacer, requests []ledger.Request) {
		work.Go(func() error {
			for _, r := range requests {
				if err := h.again(ctx, stream, names, r); err != nil {
					return err
				}
			}
			return nil
		})
	}
	for c := range calls {
		reference := fmt.Sprintf("C-%04d", first+c)
		out.Calls = append(out.Calls, reference)
		home = append(home, law.CallStream(reference))
		again(law.CallStream(reference), strings.NewReplacer(calltest.Reference, reference), callOf)
		for i := range tenders {
			other := reference + "-" + six(i)
			streams, contacts = append(streams, law.TwinningStream(other)), append(contacts, out.Contact(c, i))
			again(law.TwinningStream(other), strings.NewReplacer(law.TwinningStream(ref), law.TwinningStream(other), ref, other, calltest.Reference, reference,
				calltest.Contact(ref), out.Contact(c, i)), tenderOf)
		}
	}
	for i := range persons {
		p := people.Person{ID: out.People[i], Alias: fmt.Sprintf("person-%d", i), Name: "Sample " + Canary, Email: fmt.Sprintf("person-%d@%s.example", i, Canary)}
		work.Go(func() error { return h.person(ctx, p) })
	}
	require.NoError(h.t, work.Wait())
	_, err := h.Store.Pool().Exec(h.t.Context(), `WITH filled AS (INSERT INTO views.lives (stream, version, judged, stage, letters, over, in_stages, owed_at, people)
		SELECT e.stream, max(e.version), max(e.position), CASE WHEN e.stream LIKE 'call/%' THEN 'opened' ELSE 'submitted' END, 0, false,
			CASE WHEN e.stream LIKE 'call/%' THEN '' ELSE 'submitted' END, max(e.version),
			array_replace((SELECT people FROM views.lives WHERE stream = $1), $2, min(m.contact))
		FROM ledger.events e LEFT JOIN unnest($3::text[], $4::text[]) m(stream, contact) ON m.stream = e.stream
		WHERE (e.stream = ANY ($5) OR e.stream = ANY ($3)) GROUP BY e.stream RETURNING stream, in_stages),
		owed AS (INSERT INTO views.owed (stream, id, call, due, who, open) SELECT m.stream, o.id, split_part(m.stream, '/', 2), o.due, array_replace(o.who, $2, m.contact), o.open
			FROM unnest($3::text[], $4::text[]) m(stream, contact), views.owed o WHERE o.stream = $1)
		INSERT INTO views.stages (call, stage, n) SELECT split_part(stream, '/', 2), in_stages, count(*) FROM filled WHERE in_stages <> '' GROUP BY 1, 2`,
		law.TwinningStream(ref), calltest.Contact(ref), streams, contacts, home)
	require.NoError(h.t, err)
	super, err := pgx.Connect(h.t.Context(), ledgertest.Superuser(h.t))
	require.NoError(h.t, err)
	defer super.Close(context.WithoutCancel(h.t.Context()))
	_, err = super.Exec(h.t.Context(), `VACUUM ANALYZE`) // as a database that has grown over time
	require.NoError(h.t, err)
	size, err := h.Ledger.Size(h.t.Context())
	require.NoError(h.t, err)
	require.NoError(h.t, h.Store.Move(h.t.Context(), views.RelayPlace, size))
	require.NoError(h.t, h.Store.Move(h.t.Context(), views.DispatcherPlace, size))
	return out
}

// recorded is a stream as one request that would record it again.
func (h *House) recorded(stream string) ledger.Request {
	h.t.Helper()
	events, err := h.Ledger.Read(h.t.Context(), ledger.Query{Stream: stream})
	require.NoError(h.t, err)
	require.NotEmpty(h.t, events, stream)
	bodies, err := h.Ledger.OpenBodies(h.t.Context(), events)
	require.NoError(h.t, err)
	r := ledger.Request{Stream: stream, Seen: -1}
	for i, e := range events {
		d := ledger.Draft{Kind: e.Kind, Body: bodies[i], Due: e.Due, Actor: e.Actor, For: e.For, Command: e.Command, Rules: e.Rules}
		if e.Sealed() {
			d.Subjects = []string{stream}
		}
		if n := len(r.Answers); e.Command != "" && (n == 0 || r.Answers[n-1].Command != e.Command) {
			r.Answers = append(r.Answers, ledger.Answer{Command: e.Command, First: i})
		}
		if e.Command != "" {
			a := &r.Answers[len(r.Answers)-1]
			a.Count++
			a.Fold, a.Status, a.Code = e.Fold, e.Status, e.Code
		}
		r.Drafts = append(r.Drafts, d)
	}
	return r
}

// again records a request under other names.
func (h *House) again(ctx context.Context, stream string, names *strings.Replacer, r ledger.Request) error {
	if strings.HasSuffix(r.Stream, life.InboxSuffix) {
		stream = life.Inbox(stream)
	}
	drafts := make([]ledger.Draft, len(r.Drafts))
	for i, d := range r.Drafts {
		d.Body, d.Actor = []byte(names.Replace(string(d.Body))), names.Replace(d.Actor)
		if len(d.Subjects) > 0 {
			d.Subjects = []string{strings.TrimSuffix(stream, life.InboxSuffix)}
		}
		drafts[i] = d
	}
	r.Stream, r.Drafts = stream, drafts
	_, err := h.Ledger.Append(ctx, r)
	return err
}

// person records somebody.
func (h *House) person(ctx context.Context, p people.Person) error {
	body, err := json.Marshal(p)
	if err != nil {
		return err
	}
	subjects, err := h.Door.People.Subjects(p)
	if err != nil {
		return err
	}
	_, err = h.Ledger.Append(ctx, ledger.Request{
		Stream: people.Stream(p.ID), Expect: 0, Seen: -1,
		Drafts: []ledger.Draft{{Kind: people.Recorded, Body: body, Subjects: subjects, Actor: law.Engine}},
	})
	return err
}
