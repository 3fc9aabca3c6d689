package ledger

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/transparency-dev/merkle/compact"
	"twinning.example/engine/internal/ledger/format"
)

// verifier walks all tables at once in the order of positions.
type verifier struct {
	options VerifyOptions
	keys    *format.Keyring // nil: sealed bodies cannot be opened, only counted
	trust   *trust          // of this snapshot: keys, erasures and settings that an operator signed
	aside   *pgx.Conn
	report  Report
	most    int // findings that are kept
	total   int64

	batches    *source[format.Batch]
	answers    *source[storedAnswer]
	keyRows    *source[storedKey]
	settings   map[int64]format.Settings
	erasures   map[int64]int64 // rows: position of the erasing event, by position
	lives      map[string]bool // in which bodies are gone with the end of their retention
	identity   bool
	signatures *signatures

	want      int64          // the next position
	missing   span           // the last positions that have no event
	first     int64          // of the batch that is being read
	tree      *compact.Range // over the leaves as recomputed
	heads     map[string]int64
	recorded  time.Time        // of the event before
	open      *openAnswer      // the answer that the next event belongs to
	settled   *format.Settings // the last one seen
	settledAt int64
	signer    judgedBatch // of the batch that is being read
	instants  []instants  // of the last batches
	elapsed   map[string]elapsedMoment
	badEvent  int64 // the last event whose leaf is not that of its header and body; -1: none
	badSince  int64 // the first finding in this batch; -1: none
	rebuilt   bool
}

func newVerifier(o VerifyOptions, keys *format.Keyring, t *trust) *verifier {
	return &verifier{
		options: o, keys: keys, trust: t, most: maxFindings, tree: format.NewTree(), heads: map[string]int64{}, lives: map[string]bool{}, elapsed: map[string]elapsedMoment{},
		signatures: newSignatures(), badSince: -1, badEvent: -1, missing: span{-1, -1},
	}
}

// event checks one row; r is only good until it returns.
func (v *verifier) event(ctx context.Context, r rawRow) error {
	if r.position < v.want {
		v.found(r.position, "there is more than one event at this position")
		return nil
	}
	v.report.Size++
	if r.position != v.want {
		v.found(v.want, "the event at position %d is missing: the next one is at %d", v.want, r.position)
		v.missing = span{v.want, r.position - 1}
		v.want, v.open = r.position, nil // its last event may be among the missing
	}
	at := r.position
	v.answersBefore(at)
	h, unread := format.ParseHeader(r.header)
	if unread != nil {
		v.found(at, "%v", unread)
	} else {
		v.columns(r, h)
	}
	bodyHash := v.body(r, h)
	leaf := format.LeafHash(r.header, bodyHash)
	if unread != nil {
		v.badEvent = at
	}
	if !bytes.Equal(leaf[:], r.leaf) {
		v.badEvent = at
		v.found(at, "the leaf is not that of header and body hash")
	}
	if err := v.tree.Append(leaf[:], nil); err != nil {
		return err
	}
	if unread == nil {
		if err := v.order(ctx, at, h); err != nil {
			return err
		}
		v.signed(at, h)
		if why, void := v.trust.own.Load().void[at]; void {
			v.found(at, "it says that what is sealed in a life is destroyed, and does not count: %s", why)
		}
		v.setting(r, h)
		v.moment(at, h)
		v.key(r, h)
		if err := v.answer(at, h); err != nil {
			return err
		}
	} else {
		if v.keyRows.ok && v.keyRows.row.position == at {
			v.keyRows.advance()
		}
		if v.open != nil && v.open.unread < 0 {
			v.open.unread = at
		}
	}
	v.want++
	if err := v.checkpoint(at, leaf); err != nil {
		return err
	}
	return v.batch(at, h)
}

func (v *verifier) columns(r rawRow, h Header) {
	switch {
	case h.Position != r.position:
		v.found(r.position, "the header says position %d", h.Position)
	case h.Stream != string(r.stream):
		v.found(r.position, "the header says stream %s, the column %s", h.Stream, r.stream)
	case h.Version != r.version:
		v.found(r.position, "the header says version %d, the column %d", h.Version, r.version)
	case h.Kind != string(r.kind):
		v.found(r.position, "the header says kind %s, the column %s", h.Kind, r.kind)
	case h.Command != string(r.command):
		v.found(r.position, "the header says command %q, the column %q", h.Command, r.command)
	case h.SealedBy != string(r.keyID):
		v.found(r.position, "the header says key %q, the column %q", h.SealedBy, r.keyID)
	}
	if err := CheckStream(h.Stream); err != nil {
		v.found(r.position, "%v", err)
	}
}

// body gives the body hash, recomputed where there is a body. A body that is gone was sealed, and an event that counts erased it, that which
// its row names; a body that such an event erased is gone.
func (v *verifier) body(r rawRow, h Header) (hash [32]byte) {
	copy(hash[:], r.bodyHash)
	own := v.trust.own.Load()
	by := own.erasers(r.position, h)
	erased := len(by) > 0
	row, said := v.erasures[r.position]
	delete(v.erasures, r.position)
	if said != erased || said && !slices.Contains(by, row) {
		v.found(r.position, "the table of erasures does not say of this body what the events say")
	}
	if r.body == nil {
		v.report.Removed++
		v.gone(row, by)
		switch {
		case r.salt != nil || len(r.bodyHash) != 32:
			v.found(r.position, "the body is gone and the rest is not what an erasure leaves")
		case h.SealedBy == "":
			v.found(r.position, "the body is gone, and it was not sealed: only what is sealed can be erased")
		case !erased:
			v.found(r.position, "the body is gone and no event of an operator says that it was erased, nor that its retention has ended%s", own.pretended(r.position, h))
		}
		return hash
	}
	if erased && h.SealedBy != "" {
		v.found(r.position, "position %d says that this body was erased, and it is there: it came back, or its erasure was broken off", by[0])
	}
	computed := format.BodyHash(r.salt, r.body)
	if len(r.salt) != 32 || !bytes.Equal(computed[:], r.bodyHash) {
		v.found(r.position, "the body hash is not that of salt and body")
	}
	if v.options.MustSeal != nil && h.Kind != "" && h.SealedBy == "" && v.options.MustSeal(h.Kind, r.body) {
		v.found(r.position, "the body is not sealed, and %s must be", h.Kind)
	}
	return computed
}

// gone counts a body that is removed by what removed it: an operator's erasure, or the end of a retention. row is the event that its row
// names, by are those that count.
func (v *verifier) gone(row int64, by []int64) {
	if len(by) > 0 && !slices.Contains(by, row) {
		row = by[0]
	}
	if life, expired := v.trust.own.Load().lives[row]; expired {
		if v.report.Expired++; !v.lives[life] {
			v.lives[life] = true
			v.report.ExpiredLives++
		}
	}
}

// order holds to dense versions in each stream and to recorded instants that never go back.
func (v *verifier) order(ctx context.Context, at int64, h Header) error {
	last, seen := v.heads[h.Stream]
	if !seen && v.report.From > 0 {
		if err := v.aside.QueryRow(ctx, sqlVersionBefore, h.Stream, v.report.From).Scan(&last); err != nil {
			return fmt.Errorf("read the version of %s: %w", h.Stream, err)
		}
	}
	if h.Version != last+1 {
		v.found(at, "version %d of %s comes after version %d", h.Version, h.Stream, last)
	}
	v.heads[h.Stream] = h.Version
	if h.Recorded.Before(v.recorded) {
		v.found(at, "recorded before the event before it")
	}
	v.recorded = h.Recorded
	if h.Seen > at {
		v.found(at, "says that it was decided at size %d of the ledger, which came later", h.Seen)
	}
	return nil
}

func (v *verifier) setting(r rawRow, h Header) {
	if h.Stream != SettingsStream || h.Kind != format.SettingsKind {
		return
	}
	row, ok := v.settings[r.position]
	delete(v.settings, r.position)
	var said format.Settings
	if err := json.Unmarshal(r.body, &said); err != nil {
		v.found(r.position, "its settings cannot be read: %v", err)
		return
	}
	if v.settled != nil && v.settled.Clock != said.Clock {
		v.found(r.position, "it changes the clock from %s to %s, which is decided once", v.settled.Clock, said.Clock)
	}
	if !ok || row.Clock != said.Clock || row.ToleranceUS != said.ToleranceUS || !row.Since.Equal(said.Since.Time) {
		v.found(r.position, "the row of settings is not what the event says")
	}
	v.settled, v.settledAt = &said, r.position
}

// key holds to: a sealed body that is there has its key, of the subjects it was sealed for; no other event has one.
func (v *verifier) key(r rawRow, h Header) {
	for v.keyRows.ok && v.keyRows.row.position < r.position {
		v.found(v.keyRows.row.position, "there is a key and no event")
		v.keyRows.advance()
	}
	has := v.keyRows.ok && v.keyRows.row.position == r.position
	var k storedKey
	if has {
		k = v.keyRows.row
		v.keyRows.advance()
	}
	switch {
	case h.SealedBy == "" || r.body == nil:
		if has {
			v.found(r.position, "there is a key for a body that has none")
		}
		return
	case !has || k.keyID != h.SealedBy:
		v.found(r.position, "the body is sealed and its key is missing")
		return
	case len(r.body) < format.SealPrefix || !bytes.Equal(r.body[1:33], format.KeyIDBytes(k.keyID)):
		v.found(r.position, "the body was sealed by another key than %s", k.keyID)
	case format.SubjectsHash(k.subjects) != [32]byte(r.body[33:65]):
		v.found(r.position, "the subjects of its key are not those it was sealed for")
	}
	if v.keys == nil {
		v.report.Unopened++
		return
	}
	plain, err := v.keys.Unwrap(k.keyID, k.kekID, k.wrapped)
	if err != nil { // also where the file lacks what wrapped it: then the row was changed, or it is another ledger's file
		v.found(r.position, "%v", err)
		return
	}
	v.report.Keys++
	if _, err := format.Unseal(Event{Header: h, Stored: r.body}, plain); err != nil {
		v.found(r.position, "%v", err)
		return
	}
	v.report.Opened++
}
