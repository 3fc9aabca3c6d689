package query

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/texts"
	"twinning.example/engine/internal/twinning"
)

// An AmendmentsPage is how the contract of a twinning was changed, and by which
// amendment each value holds that is not the one that was signed first.
type AmendmentsPage struct {
	Tender     string         `json:"tender"`
	By         map[string]int `json:"by,omitempty"` // number of the amendment, by value: months, costs, type, adopters, contractor, contact, signatory, shares, personnel, activity
	Amendments []AmendmentRow `json:"amendments"`
}

// An AmendmentRow is one amendment, the first one first.
type AmendmentRow struct {
	Number     int            `json:"number"`
	Party      string         `json:"party"`  // which side began: contractor or procurer
	Person     string         `json:"person"` // who prepared it
	At         string         `json:"at"`     // UTC
	Status     string         `json:"status"` // prepared, agreed, in-force, refused, withdrawn
	From       string         `json:"from,omitempty"`
	Letter     bool           `json:"letter"`
	Reason     law.Text       `json:"reason"`
	Activity   law.Text       `json:"activity,omitempty"` // what is done otherwise
	Why        law.Text       `json:"why,omitempty"`      // why it is refused or withdrawn
	Values     []AmendedValue `json:"values"`
	SHA256     string         `json:"sha256"` // of its canonical bytes, which a signature names
	Bytes      string         `json:"bytes"`  // the canonical bytes
	Awaits     []string       `json:"awaits"` // for whom signatures are missing: contractor, procurer, officer, head
	Signatures []SignatureRow `json:"signatures"`
}

// An AmendedValue is a value before an amendment and after it.
type AmendedValue struct {
	Value string `json:"value"`          // months, costs, type, adopters, contractor, contact, signatory, shares, personnel, leaving
	Kind  string `json:"kind,omitempty"` // of costs: the cost kind, or amount; of shares and personnel: the id; of who leaves: its id and what is said of it
	Was   string `json:"was"`
	Is    string `json:"is"`
}

// Amendments are those of the contract of a twinning. Those see them who see the contract.
func (q *Queries) Amendments(ctx context.Context, v access.Viewer, stream string) (AmendmentsPage, error) {
	is, c, err := q.tender(ctx, law.Reference(stream))
	if err != nil {
		return AmendmentsPage{}, err
	}
	t, ok := is.State.(twinning.Twinning)
	if !ok {
		return AmendmentsPage{}, hidden(stream)
	}
	sight := access.Of(v, c, t)
	if !sight.Sees(access.Running) {
		return AmendmentsPage{}, hidden(stream)
	}
	if err := q.read(ctx, v, sight, stream, "amendments"); err != nil {
		return AmendmentsPage{}, err
	}
	page := AmendmentsPage{Tender: t.Reference, Amendments: []AmendmentRow{}}
	if t.Amending == nil || t.Contract == nil {
		return page, nil
	}
	page.By = t.Amending.Holding()
	for _, a := range t.Amending.List {
		row := AmendmentRow{
			Number: a.Number, Party: a.Party, Person: a.By, At: calendar.Instant(a.At), Status: a.Status, Letter: a.Letter, Reason: a.Reason, Activity: a.Changes.Activity, Why: a.Why,
			Values: Amended(a), SHA256: a.SHA256, Bytes: string(a.Text(t).Bytes()), Awaits: []string{}, Signatures: []SignatureRow{},
		}
		if !a.From.IsZero() {
			row.From = a.From.String()
		}
		if a.Status == twinning.AmendmentOpen {
			row.Awaits = a.Awaits()
		}
		for _, who := range a.Asks {
			if s, signed := a.Signatures[who]; signed {
				row.Signatures = append(row.Signatures, SignatureRow{Party: who, Person: s.By, At: calendar.Instant(s.At), SHA256: s.SHA256})
			}
		}
		page.Amendments = append(page.Amendments, row)
	}
	return texts.Told(ctx, texts.New(q.ledger), page)
}

// employs is a personnel contract in one line: person, role, rate, unit, maximum, first and last day, organisation.
func employs(p twinning.PersonnelContract) string {
	line := []string{p.Person, p.Role, p.Rate.String() + "/" + p.Unit, p.Most.String(), p.From.String(), p.Until.String()}
	if p.Organisation != "" {
		line = append(line, p.Organisation)
	}
	return strings.Join(line, ", ")
}

// Amended are the values that an amendment names.
func Amended(a twinning.Amendment) []AmendedValue {
	was, is := a.Before, a.After
	var list []AmendedValue
	add := func(value, kind, was, is string) {
		if is != "" {
			list = append(list, AmendedValue{value, kind, was, is})
		}
	}
	if is.Months > 0 {
		add("months", "", strconv.Itoa(was.Months), strconv.Itoa(is.Months))
	}
	if !is.Costs.None() {
		for _, k := range twinning.CostKinds() {
			add("costs", string(k), was.Costs.Of(k).String(), is.Costs.Of(k).String())
		}
		add("costs", "amount", was.Amount.String(), is.Amount.String())
	}
	add("type", "", was.Type, is.Type)
	adopters := func(ids []string) string { return strings.Join(slices.Sorted(slices.Values(ids)), ", ") }
	add("adopters", "", adopters(was.Adopters), adopters(is.Adopters))
	add("contractor", "", was.Contractor, is.Contractor)
	add("contact", "", was.Contact, is.Contact)
	add("signatory", "", was.Signatory, is.Signatory)
	before := twinning.Tender{Shares: was.Shares}
	for _, s := range is.Shares {
		add("shares", s.Organisation, before.Share(s.Organisation).String(), s.Amount.String())
	}
	for _, p := range is.Personnel {
		i := slices.IndexFunc(was.Personnel, func(o twinning.PersonnelContract) bool { return o.ID == p.ID })
		old := ""
		if i >= 0 {
			old = employs(was.Personnel[i])
		}
		add("personnel", p.ID, old, employs(p))
	}
	for _, d := range a.Leaving {
		add("leaving", d.Organisation+":accepted", "", d.Accepted.String())
		add("leaving", d.Organisation+":received", "", d.Received.String())
		if !d.DueTo.IsNone() {
			add("leaving", d.Organisation+":due-to", "", d.DueTo.String())
		}
		if !d.DueFrom.IsNone() {
			add("leaving", d.Organisation+":due-from", "", d.DueFrom.String())
		}
	}
	return list
}
