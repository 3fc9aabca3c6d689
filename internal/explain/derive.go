package explain

import "twinning.example/engine/internal/law"

// A Derivation says why one decision is what it is: the rule, the facts, the
// arithmetic and the outcome, and whether the law says the same today over the
// same facts. Instants are UTC, with six digits.
type Derivation struct {
	Stream     string     `json:"stream"`
	Position   int64      `json:"position"`
	Version    int64      `json:"version,omitempty"` // 0 for who is not told how many facts there are
	Kind       string     `json:"kind"`
	At         string     `json:"at"` // when it happened
	RecordedAt string     `json:"recorded_at"`
	Before     string     `json:"stage_before"`
	After      string     `json:"stage_after"`
	Decision   Sentence   `json:"decision"`
	Rule       Rule       `json:"rule"`
	Facts      []Fact     `json:"facts"`
	Arithmetic []Sentence `json:"arithmetic"`
	Table      *Table     `json:"table,omitempty"` // arithmetic of many rows, as of an award
	Outcome    Sentence   `json:"outcome"`
	Command    *Asked     `json:"command,omitempty"` // what it answers
	Moment     *Passing   `json:"moment,omitempty"`  // what it follows from, where nobody asked
	Seen       int64      `json:"seen,omitempty"`    // how many events of the ledger it was decided over; 0 for who is not told that
	Recomputed Recomputed `json:"recomputed"`
}

// A Sentence is a code with its parameters, and what they say in the reader's language.
type Sentence struct {
	Code string      `json:"code"`
	With []law.Param `json:"with,omitempty"`
	Text string      `json:"text"`
}

// String is the sentence alone.
func (s Sentence) String() string { return s.Text }

// sentences are what may quote a person.
func (d *Derivation) sentences() []*string {
	all := []*string{&d.Decision.Text, &d.Outcome.Text, &d.Recomputed.Difference.Text}
	for i := range d.Arithmetic {
		all = append(all, &d.Arithmetic[i].Text)
	}
	for i := range d.Facts {
		all = append(all, &d.Facts[i].What.Text)
	}
	if d.Table != nil {
		for _, row := range d.Table.Rows {
			for i := range row {
				all = append(all, &row[i])
			}
		}
	}
	return all
}

// A Fact is an event that a decision rests on.
type Fact struct {
	Stream   string   `json:"stream"`
	Position int64    `json:"position"`
	Kind     string   `json:"kind"`
	What     Sentence `json:"what"`
	InTable  bool     `json:"-"` // its position stands in the table as well
}

// A Table is arithmetic with one line for each of many things. Columns and Cells are
// what Header and Rows say in the reader's language.
type Table struct {
	Columns []string      `json:"columns"` // codes
	Cells   [][]law.Param `json:"cells"`
	Header  []string      `json:"header"`
	Rows    [][]string    `json:"rows"`
}

// Asked is the command that a decision answers.
type Asked struct {
	ID         string `json:"id"`
	Kind       string `json:"kind"`
	Actor      string `json:"actor"` // id; "" where the reader may not know
	Who        string `json:"who"`
	For        string `json:"for,omitempty"`
	ReceivedAt string `json:"received_at"`
	Position   int64  `json:"position"` // of its receipt
}

// Passing is the moment of the law that a decision follows from.
type Passing struct {
	Key string `json:"key"`
	At  string `json:"at,omitempty"`
}

// Recomputed is what the law says today, over the facts that the decision had.
type Recomputed struct {
	Same       bool     `json:"same"` // every event of it, byte for byte
	Difference Sentence `json:"difference,omitzero"`
	// Blind is why it cannot be computed again: something before it was erased.
	Blind Sentence `json:"blind,omitzero"`
}
