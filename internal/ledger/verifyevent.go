package ledger

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"time"

	"github.com/transparency-dev/merkle/compact"
)

// verifier walks all tables at once in the order of positions.
type verifier struct {
	options VerifyOptions
	keys    *keyring // nil: wrapped keys cannot be opened, only counted
	report  Report
	total   int64

	batches  *source[batchRow]
	answers  *source[answerRow]
	keyRows  *source[storedKey]
	settings map[int64]settings
	erasures map[int64]erasure
	identity bool

	want      int64          // the next position
	first     int64          // of the batch that is being read
	tree      *compact.Range // over the leaves as recomputed
	heads     map[string]int64
	recorded  time.Time  // of the event before
	open      *answerRow // the answer that the next event belongs to
	settled   *settings  // the last one seen
	settledAt int64
	badSince  int64 // the first finding in this batch; -1: none
	rebuilt   bool
}

// event checks one row; r is only good until it returns.
func (v *verifier) event(r rawRow) error {
	v.report.Size++
	if r.position != v.want {
		v.found(v.want, "the event at position %d is missing: the next one is at %d", v.want, r.position)
		if v.want = r.position; v.open != nil && v.open.last < r.position {
			v.open = nil // its last event is among the missing
		}
	}
	at, before := r.position, len(v.report.Findings)
	h, err := ParseHeader(r.header)
	if err != nil {
		v.found(at, "%v", err)
	} else {
		v.columns(r, h)
	}
	bodyHash := v.body(r)
	leaf := LeafHash(r.header, bodyHash)
	if !bytes.Equal(leaf[:], r.leaf) {
		v.found(at, "the leaf is not that of header and body hash")
	}
	if err := v.tree.Append(leaf[:], nil); err != nil {
		return err
	}
	if err == nil {
		v.order(at, h)
		v.setting(r, h)
		v.key(r, h)
		if err := v.answer(at, h, leaf, len(v.report.Findings) == before); err != nil {
			return err
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
	}
	if err := CheckStream(h.Stream); err != nil {
		v.found(r.position, "%v", err)
	}
}

// body gives the body hash, recomputed where there is a body.
func (v *verifier) body(r rawRow) (hash [32]byte) {
	copy(hash[:], r.bodyHash)
	erased, recorded := v.erasures[r.position]
	delete(v.erasures, r.position)
	if r.body == nil {
		v.report.Removed++
		switch {
		case r.salt != nil || len(r.bodyHash) != 32:
			v.found(r.position, "the body is gone and the rest is not what an erasure leaves")
		case !recorded:
			v.found(r.position, "the body is gone and no erasure is recorded")
		case erased.keyID != string(r.keyID):
			v.found(r.position, "the body was under key %q, and the erasure recorded is of key %q", r.keyID, erased.keyID)
		}
		return hash
	}
	if recorded {
		v.found(r.position, "an erasure is recorded and the body is there")
	}
	computed := BodyHash(r.salt, r.body)
	if len(r.salt) != 32 || !bytes.Equal(computed[:], r.bodyHash) {
		v.found(r.position, "the body hash is not that of salt and body")
	}
	return computed
}

// order holds to dense versions in each stream and to recorded instants that never go back.
func (v *verifier) order(at int64, h Header) {
	if last := v.heads[h.Stream]; h.Version != last+1 {
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
}

func (v *verifier) setting(r rawRow, h Header) {
	if h.Stream != SettingsStream || h.Kind != settingsKind {
		return
	}
	row, ok := v.settings[r.position]
	delete(v.settings, r.position)
	var said settings
	if err := json.Unmarshal(r.body, &said); err != nil {
		v.found(r.position, "its settings cannot be read: %v", err)
		return
	}
	if !ok || row.Clock != said.Clock || row.ToleranceUS != said.ToleranceUS || !row.Since.Equal(said.Since) {
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
	case len(r.keyID) == 0 || r.body == nil:
		if has {
			v.found(r.position, "there is a key for a body that has none")
		}
		return
	case !has || k.keyID != string(r.keyID):
		v.found(r.position, "the body is sealed and its key is missing")
		return
	case len(r.body) < sealPrefix || !bytes.Equal(r.body[1:33], keyIDBytes(k.keyID)):
		v.found(r.position, "the body was sealed by another key than %s", k.keyID)
	case subjectsHash(k.subjects) != [32]byte(r.body[33:65]):
		v.found(r.position, "the subjects of its key are not those it was sealed for")
	}
	if v.keys == nil {
		return
	}
	if _, err := v.keys.unwrap(k.keyID, k.kekID, k.wrapped); err != nil {
		v.found(r.position, "%v", err)
		return
	}
	v.report.Keys++
}

// answer holds to: each event that carries a command belongs to one answer, whose row says what the events say.
// Where the two differ, the row is at fault if the event is good.
func (v *verifier) answer(at int64, h Header, leaf [32]byte, good bool) error {
	for v.answers.ok && v.answers.row.first <= at {
		a := v.answers.row
		v.answers.advance()
		if a.first < at || (v.open != nil && v.open.Command == h.Command && v.open.stream == h.Stream) {
			v.found(a.first, "the answer to %s in %s does not begin with its first event", a.Command, a.stream)
			continue
		}
		if v.open != nil {
			v.found(v.open.first, "the answer to %s in %s does not end with its last event", v.open.Command, v.open.stream)
		}
		v.open = &a
	}
	a := v.open
	if a == nil {
		if h.Command != "" {
			v.found(at, "carries command %s and belongs to no answer", h.Command)
		}
		return nil
	}
	if h.Stream != a.stream || h.Command != a.Command {
		if good {
			at = a.first
		}
		v.found(at, "belongs to the answer to %s in %s, and carries command %q in %s", a.Command, a.stream, h.Command, h.Stream)
		v.open = nil
		return nil
	}
	if at < a.last {
		return nil
	}
	v.open = nil
	v.report.Answers++
	if a.version != h.Version || a.sum(leaf) != a.digest {
		v.found(at, "the row of the answer to %s was changed", a.Command)
	}
	if v.options.StateHash == nil || a.State == ([32]byte{}) {
		return nil
	}
	state, ok, err := v.options.StateHash(a.stream, a.version, a.Fold)
	if err == nil && ok && state != a.State {
		v.found(at, "version %d of %s, folded again by fold %d, is not the state that stood with the answer", a.version, a.stream, a.Fold)
	}
	return err
}

// batch compares with the row of the batch that an event is in, and with its tree where the batch ends.
func (v *verifier) batch(at int64, h Header) error {
	for v.batches.ok && v.batches.row.size <= at {
		b := v.batches.row
		v.found(v.where(), "the batch before size %d does not end with its last event", b.size)
		v.takeUp(b)
		v.batches.advance()
	}
	if !v.batches.ok {
		v.found(at, "is in no batch")
		return nil
	}
	b := v.batches.row
	if !h.Recorded.Equal(b.recorded) && !h.Recorded.IsZero() {
		v.found(at, "recorded at %s, and its batch at %s", h.Recorded.Format(instantLayout), b.recorded.Format(instantLayout))
	}
	if at+1 < b.size {
		return nil
	}
	v.batches.advance()
	v.report.Batches++
	if b.first != v.first {
		v.found(v.where(), "the batch before size %d begins at %d, and its row says %d: a row is missing or was changed", b.size, v.first, b.first)
	}
	root, err := rootOf(v.tree)
	if err != nil {
		return err
	}
	if !bytes.Equal(root[:], b.root) || !bytes.Equal(frontierOf(v.tree), b.frontier) {
		v.found(v.where(), "the events before position %d do not give the root and the frontier of their batch, %s", b.size, base64.StdEncoding.EncodeToString(b.root))
	}
	v.takeUp(b)
	return nil
}

// where is the first bad position of a batch that is bad: the first event found bad, else its first event.
func (v *verifier) where() int64 {
	if v.badSince >= 0 {
		return v.badSince
	}
	return v.first
}

// takeUp goes on after a batch from what its row says, so that a bad one is named once and the batches after it speak for themselves.
func (v *verifier) takeUp(b batchRow) {
	v.first, v.badSince = b.size, -1
	if stored, err := treeFrom(b.size, b.frontier, b.root); err == nil {
		v.tree = stored
	}
}
