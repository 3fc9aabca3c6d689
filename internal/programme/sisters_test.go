package programme_test

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/body"
	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/programme"
	"twinning.example/engine/internal/twinning"
	"twinning.example/engine/programmes"
)

func TestEverySisterProgrammeIsOpenedRunAndClosedFromItsRuleBookAlone(t *testing.T) {
	t.Parallel()
	for _, files := range [][]string{
		{"scaleaha-2016.yaml"},
		{"dhe-2020.yaml"},
		{"in-4-aha-2021.yaml", "in-4-aha-2022.yaml"},
		{"gatekeeper-2022.yaml"},
		{"dhu-2023.yaml"},
		{"procure4health-2023.yaml"},
		{"institutional-2020.yaml", "institutional-2021.yaml"},
	} {
		t.Run(files[0], func(t *testing.T) {
			t.Parallel()
			w := New(t)
			for i, file := range files {
				newSister(t, w, file, files[i+1:]).lives()
			}
		})
	}
}

func TestEveryRuleBookThatShipsIsWithoutAProblem(t *testing.T) {
	t.Parallel()
	files, err := fs.Glob(programmes.FS, "*.yaml")
	require.NoError(t, err)
	for _, f := range files {
		if !strings.HasSuffix(f, ".people.yaml") {
			sisterBook(t, f)
		}
	}
}

func sisterBook(t *testing.T, file string) call.RuleBook {
	t.Helper()
	data, err := fs.ReadFile(programmes.FS, file)
	require.NoError(t, err)
	b, err := programme.Parse(file, data)
	require.NoError(t, err)
	return b.RuleBook
}

// A sister is one call of a sister programme, played from its rule book: for each type as many tenders as may be
// awarded and one more.
type sister struct {
	t       *testing.T
	w       *World
	book    call.RuleBook
	then    []string // rule books of the rounds that follow
	stream  string
	tenders []string
}

func newSister(t *testing.T, w *World, file string, then []string) *sister {
	s := &sister{t: t, w: w, book: sisterBook(t, file), then: then}
	s.stream = law.CallStream(s.book.Reference)
	return s
}

// at is nine o'clock, or another hour, of a day.
func (s *sister) at(day calendar.Date, hour ...string) {
	clock := day.String() + "T09:00"
	if len(hour) > 0 {
		clock = day.String() + "T" + hour[0]
	}
	if at := s.w.Clock(clock); at.After(s.w.Now) {
		s.w.Until(at)
	}
}

func (s *sister) call() call.Call {
	c, _ := s.w.State(s.stream).(call.Call)
	return c
}

func (s *sister) lives() {
	d := s.book.Dates
	if s.w.State(s.stream) == nil && len(s.w.Streams("call/")) == 0 {
		s.w.Now = s.w.Clock(d.Publication.AddDays(-20).String() + "T09:00")
	}
	s.at(d.Publication)
	s.w.Do(s.stream, Officer, Opening(s.book))
	s.w.Do(s.stream, Officer, call.PublishCall{})
	s.at(d.Opening.AddDays(1))
	again := len(s.then) > 0 && sisterBook(s.t, s.then[0]).Follows == nil
	if !again { // a fiche is circulated again where nobody has sent a proposal
		s.submits()
	}
	s.at(d.Deadline.On.AddDays(1))
	s.w.Do(s.stream, Officer, call.OpenTenders{})
	s.w.Do(s.stream, Head, call.OpenTenders{})
	s.evaluates()
	s.at(d.Award, "10:00")
	s.w.Do(s.stream, Officer, call.PrepareAward{})
	s.w.Do(s.stream, Head, call.ReleaseAward{})
	if !again {
		s.holdsItsCaps()
	}
	s.reopens()
	var won []string
	for _, step := range s.call().Released.Steps {
		if step.Verdict == call.Awarded {
			won = append(won, step.Tender)
			s.w.Do(law.TwinningStream(step.Tender), Signatory(step.Tender), twinning.SignContract{})
			s.w.Do(law.TwinningStream(step.Tender), Procurer, twinning.SignContract{})
		}
	}
	if again {
		require.Equal(s.t, call.Finished, s.call().Stage)
		return
	}
	require.NotEmpty(s.t, won)
	if len(s.then) == 0 {
		s.years(won)
	} // its year goes on beside the next round, which is played to the end
}

// submits sends the tenders of each type.
func (s *sister) submits() {
	for i, typ := range s.book.Types {
		most := 2
		for _, k := range s.book.Award.Most {
			if len(k.Types) == 0 && len(s.book.Types) == 1 || slices.Contains(k.Types, typ.ID) {
				most = k.Most
			}
		}
		for n := range most + 1 {
			ref := fmt.Sprintf("%s-%c%cAAA%c", s.book.Reference, 'A'+rune(i), 'A'+rune(n), 'A'+rune(n%2))
			s.tenders = append(s.tenders, ref)
			s.w.Do(law.TwinningStream(ref), Contact(ref), twinning.SubmitTender{Tender: s.tender(ref, typ)})
		}
	}
}

func (s *sister) tender(ref string, typ call.Type) twinning.Tender {
	p := s.book.Priorities[0]
	t := twinning.Tender{
		Title: "Twinning " + ref, Type: typ.ID, Priority: p.ID, Topic: p.Topics[0].ID, Solution: "A practice that is in use.", Months: s.book.Running.Months,
		Contact: Contact(ref), Signatory: Signatory(ref), Exclusion: true,
	}
	add := func(role call.PartyRole, countries ...string) (ids []string) {
		for n := range max(1, least(s.book.Eligibility.Parties, role), least(typ.Parties, role)) {
			o := twinning.Organisation{ID: fmt.Sprintf("%s-%d", role, n), Name: fmt.Sprintf("%s %d of %s", role, n, ref), Country: countries[n%len(countries)]}
			for _, a := range s.book.Eligibility.Attributes {
				o.Attributes = append(o.Attributes, twinning.Attribute{ID: a.ID, Level: a.Least, Since: a.HeldSince})
			}
			t.Organisations, ids = append(t.Organisations, o), append(ids, o.ID)
		}
		return ids
	}
	abroad := "PT"
	if len(s.book.Eligibility.Countries) > 0 {
		abroad = s.book.Eligibility.Countries[0].Code
	}
	t.Originators, t.Adopters = add(call.Originators, "BE", "FI"), add(call.Adopters, abroad, "PL")
	t.Tenderer, t.Contractor = t.Originators[0], t.Originators[0]
	for _, d := range s.book.Eligibility.Documents {
		t.Documents = append(t.Documents, twinning.Document{ID: d.ID, Name: d.Name, SHA256: SHA(ref), Size: 10})
	}
	if s.book.Moneyless() {
		return t
	}
	sum, zero := typ.Ceiling, money.Zero(s.book.Budget.Currency())
	if sum.IsNone() {
		sum = s.book.Budget
	}
	t.Costs = twinning.Costs{Personnel: zero, Direct: sum, Subcontracting: zero}
	if s.book.Eligibility.Shares {
		half := EUR("10000.00")
		t.Shares = []twinning.Share{{Organisation: t.Originators[0], Amount: half}, {Organisation: t.Adopters[0], Amount: sum.Sub(half)}}
	}
	return t
}

func least(p *call.Parties, role call.PartyRole) int {
	if n := p.Of(role); n != nil {
		return n.Least
	}
	return 0
}

// evaluates verifies what organisations declare, finds every tender eligible and scores it, the first ones better.
func (s *sister) evaluates() {
	for _, e := range []string{Ada, Ben} {
		s.w.Do(s.stream, Officer, call.AppointEvaluator{Evaluator: e})
		s.w.Do(s.stream, e, call.DeclareImpartiality{})
	}
	for n, ref := range s.tenders {
		stream := law.TwinningStream(ref)
		if a := s.book.Eligibility.Attributes; len(a) > 0 && a[0].Verified {
			_, err := s.w.Send(stream, Officer, twinning.DecideEligibility{Eligible: true})
			require.Error(s.t, err, "not before it is verified")
		}
		for _, a := range s.book.Eligibility.Attributes {
			for _, o := range s.w.State(stream).(twinning.Twinning).Tender.Organisations {
				s.w.Do(stream, Officer, twinning.VerifyAttribute{Organisation: o.ID, Attribute: a.ID, Holds: true})
			}
		}
		s.w.Do(stream, Officer, twinning.DecideEligibility{Eligible: true})
		s.w.Do(s.stream, Officer, call.AssignEvaluators{Tender: ref, Evaluators: []string{Ada, Ben}})
		report := twinning.RecordEvaluation{}
		for _, k := range s.book.Evaluation.Criteria {
			points := decimal.NewFromInt(k.Max).Sub(decimal.New(int64(n%15), -1))
			report.Scores = append(report.Scores, twinning.Score{Criterion: k.ID, Points: points, Comment: "It fits."})
		}
		s.w.Do(stream, Ada, report)
		s.w.Do(stream, Ben, report)
	}
}

// holdsItsCaps checks that no more are awarded than the rule book allows, and as many as it allows.
func (s *sister) holdsItsCaps() {
	types := map[string]string{}
	for _, ref := range s.tenders {
		types[ref] = s.w.State(law.TwinningStream(ref)).(twinning.Twinning).Tender.Type
	}
	for _, k := range s.book.Award.Most {
		n := 0
		for _, step := range s.call().Released.Steps {
			if step.Verdict == call.Awarded && (len(k.Types) == 0 || slices.Contains(k.Types, types[step.Tender])) {
				n++
			}
		}
		require.LessOrEqual(s.t, n, k.Most, k.ID)
		if len(k.Types) > 0 || len(s.book.Types) == 1 {
			require.Equal(s.t, k.Most, n, "%s: one tender more was sent than can be awarded", k.ID)
		}
	}
}

// reopens gives what is left to the round that follows.
func (s *sister) reopens() {
	for _, file := range s.then {
		if next := sisterBook(s.t, file); next.Follows != nil && next.Follows.Call == s.book.Reference {
			s.w.Do(s.stream, Head, call.ReopenLeftover{To: next.Reference, Amount: next.Follows.Amount, Why: "a second round"})
		}
	}
}

// years plays the twinnings to the end of their retention.
func (s *sister) years(won []string) {
	for n, log := range s.state(won[0]).Contract.Logs() {
		span := s.state(won[0]).Contract.LogSpan(log)
		s.at(span.Until.AddDays(1))
		for _, ref := range won {
			stream := law.TwinningStream(ref)
			o := twinning.SubmitLog{Month: log, Activities: []twinning.Activity{{On: span.From, What: "A workshop", Where: "Ghent", Participants: 12}}}
			if n == 0 && !s.book.Moneyless() {
				o.Expenses = []twinning.Claim{{ID: "travel", Kind: twinning.Direct, Amount: EUR("100.00"), On: span.From, What: "Travel"}}
				if s.book.Eligibility.Shares {
					_, err := s.w.Send(stream, Contact(ref), o)
					require.ErrorContains(s.t, err, "no-share")
					o.Expenses[0].Organisation = s.state(ref).Tender.Shares[0].Organisation
					o.Expenses[0].Amount = EUR("10000.01")
					_, err = s.w.Send(stream, Contact(ref), o)
					require.ErrorContains(s.t, err, "share-claimed")
					o.Expenses[0].Amount = EUR("10000.00")
				}
			}
			if period := s.book.Running.Period; period > 1 {
				_, err := s.w.Send(stream, Contact(ref), twinning.SubmitLog{Month: log - 1, Activities: o.Activities})
				require.ErrorContains(s.t, err, "no-period-ends")
			}
			s.w.Do(stream, Contact(ref), o)
			s.w.Do(stream, Officer, twinning.AcceptLog{Month: log})
			for _, x := range o.Expenses {
				s.w.Do(stream, Verifier, twinning.ApproveExpense{Expense: x.ID, Step: twinning.Verify})
				s.w.Do(stream, Authoriser, twinning.ApproveExpense{Expense: x.ID, Step: twinning.Authorise})
				if !s.book.ByInstalments() {
					s.w.Do(stream, Payer, twinning.ApproveExpense{Expense: x.ID, Step: twinning.Pay})
				}
			}
			s.pays(ref)
		}
	}
	for _, ref := range won {
		stream := law.TwinningStream(ref)
		typ, _ := s.book.Type(s.state(ref).Tender.Type)
		report := twinning.SubmitReport{Report: twinning.Final, Summary: "It runs."}
		for _, e := range typ.Closure {
			report.Evidence = append(report.Evidence, twinning.Evidence{ID: e.ID, What: "As agreed."})
		}
		s.w.Do(stream, Contact(ref), report)
		s.w.Do(stream, Officer, twinning.AcceptReport{Report: twinning.Final})
		s.w.Do(stream, Officer, twinning.CloseTwinning{})
		s.pays(ref)
	}
	s.at(calendar.DateOf(s.w.Now, s.w.Now.Location()).AddDays(366 * 6))
	for _, ref := range won {
		require.Equal(s.t, twinning.Over, s.state(ref).Stage, ref)
	}
	require.Equal(s.t, call.Finished, s.call().Stage)
}

// pays pays every instalment that is due, and the interest of what was paid late.
func (s *sister) pays(ref string) {
	for again := s.book.ByInstalments(); again; {
		again = false
		for _, i := range s.state(ref).Payments.Instalments {
			if i.Status == twinning.InstalmentOwed {
				s.w.Do(law.TwinningStream(ref), Payer, twinning.PayInstalment{Instalment: i.ID, Ref: "B-1"})
				again = true
				break
			}
		}
	}
}

func (s *sister) state(ref string) twinning.Twinning {
	t, _ := s.w.State(law.TwinningStream(ref)).(twinning.Twinning)
	return t
}

// A committee that a rule book names meets as often as the body that it is owes its meetings.
func TestACommitteeMeetsAsOftenAsItsBodyOwesMeetings(t *testing.T) {
	t.Parallel()
	for _, file := range []string{"institutional-2020.yaml", "institutional-2021.yaml"} {
		for _, k := range sisterBook(t, file).Committees {
			data, err := fs.ReadFile(programmes.FS, "bodies/steering-committee.yaml")
			require.NoError(t, err)
			b, err := programme.ParseBody("steering-committee.yaml", data)
			require.NoError(t, err)
			require.NotEmpty(t, k.Body)
			require.Equal(t, k.Meets, b.Meetings.Every)
			require.Contains(t, b.Reminders.Ladders, body.MeetingLadder)
		}
	}
}
