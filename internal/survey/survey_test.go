package survey_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/governance"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/market"
	"twinning.example/engine/internal/obligation"
	"twinning.example/engine/internal/programme"
	. "twinning.example/engine/internal/survey"
	"twinning.example/engine/programmes"
)

const (
	theSurvey = Root + "EHN-2021"
	staff     = "p-staff"
	sweden    = "p-sweden"
	deputy    = "p-deputy"
	austria   = "p-austria"
)

// rules are the rule book of the eHealth Network that ships, with a closing date in the world of tests.
func rules(t testing.TB, name string) SurveyRules {
	text, err := programmes.FS.ReadFile("surveys/" + name + ".yaml")
	require.NoError(t, err)
	r, err := programme.ParseSurvey(name, text)
	require.NoError(t, err)
	r.Officers, r.Closes = []string{staff}, Date("2019-06-28")
	return r
}

func cells(list ...string) (all []Cell) {
	for i := 0; i+1 < len(list); i += 2 {
		all = append(all, Cell{list[i], list[i+1]})
	}
	return all
}

// offering is an answer of a country that offers one area and seeks another.
func offering() []Given {
	return []Given{
		{Part: "receive", Options: []string{"yes"}},
		{Part: "provide", Options: []string{"yes"}},
		{Part: "areas", Cells: cells("exchange", "offers", "access-control", "seeks")},
		{Part: "activities", Options: []string{"experts", "training"}},
		{Part: "follow-up", Options: []string{"yes"}},
		{Part: "form", Text: "A yearly seminar."},
	}
}

// seeking is one that only seeks.
func seeking() []Given {
	return []Given{
		{Part: "receive", Options: []string{"yes"}},
		{Part: "provide", Options: []string{"no"}},
		{Part: "areas", Cells: cells("exchange", "seeks")},
		{Part: "reasons", Text: "We have no experts to spare."},
		{Part: "follow-up", Options: []string{"no"}},
	}
}

// neither is one that does nothing, and says why.
func neither() []Given {
	return []Given{{Part: "receive", Options: []string{"no"}}, {Part: "provide", Options: []string{"no"}}, {Part: "reasons", Text: "Other priorities."}, {Part: "follow-up", Options: []string{"no"}}}
}

func open(t *testing.T) func(*World) {
	return func(w *World) { w.Do(theSurvey, staff, OpenSurvey{Rules: rules(t, "ehn-2021")}) }
}

func named(t *testing.T) func(*World) {
	return func(w *World) {
		open(t)(w)
		w.Do(theSurvey, staff, NameRespondent{"SE", sweden})
		w.Do(theSurvey, staff, NameRespondent{"AT", austria})
	}
}

func is(w *World) Survey { s, _ := w.State(theSurvey).(Survey); return s }

func of(w *World, country string) Country { c, _ := is(w).Country(country); return c }

func TestASurveyIsOpenedNamesRespondentsTakesAnswersAndCloses(t *testing.T) {
	t.Parallel()
	book := rules(t, "ehn-2021")
	past := book
	past.Closes = Date("2019-06-01")
	with := func(change func([]Given) []Given) AnswerSurvey { return AnswerSurvey{"SE", change(offering())} }
	wrong := func(name string, change func([]Given) []Given, refused string) Row {
		return Row{Name: name, Given: named(t), To: theSurvey, By: sweden, When: with(change), Refused: refused}
	}
	set := func(part string, g Given) func([]Given) []Given {
		return func(list []Given) []Given {
			i := slices.IndexFunc(list, func(x Given) bool { return x.Part == part })
			g.Part = part
			if i < 0 {
				return append(list, g)
			}
			list[i] = g
			return list
		}
	}
	answered := func(w *World) {
		named(t)(w)
		w.Do(theSurvey, sweden, AnswerSurvey{"SE", offering()})
	}
	Run(t, New(t),
		Row{Name: "opened", To: theSurvey, By: staff, When: OpenSurvey{Rules: book}, Then: []string{"survey-opened.v1"}},
		Row{Name: "once", Given: open(t), To: theSurvey, By: staff, When: OpenSurvey{Rules: book}, Refused: "surveys/opened-already"},
		Row{Name: "not to close in the past", To: theSurvey, By: staff, When: OpenSurvey{Rules: past}, Refused: "surveys/closes-in-the-past"},
		Row{Name: "respondents are named by the staff", Given: open(t), To: theSurvey, By: sweden, When: NameRespondent{"SE", sweden}, Refused: "surveys/staff-only"},
		Row{Name: "of countries of the list", Given: open(t), To: theSurvey, By: staff, When: NameRespondent{"CH", sweden}, Refused: "surveys/country-not-asked"},
		Row{Name: "once each", Given: named(t), To: theSurvey, By: staff, When: NameRespondent{"SE", sweden}, Refused: "surveys/respondent-already"},
		Row{Name: "and owe the answer, and are told", Given: open(t), To: theSurvey, By: staff, When: NameRespondent{"GR", sweden}, Then: []string{"respondent-named.v1"}, After: func(t *testing.T, w *World) {
			o, ok := obligation.Find(is(w).Obligations, "answer-EL")
			require.True(t, ok, "as the list writes it")
			require.Equal(t, []string{sweden}, o.Who)
			require.Equal(t, "respondent-named", law.Letters(w.History(theSurvey)[1].Event)[0].Template)
		}},
		Row{Name: "removed", Given: named(t), To: theSurvey, By: staff, When: RemoveRespondent{"SE", sweden}, Then: []string{"respondent-removed.v1"}, After: func(t *testing.T, w *World) {
			o, _ := obligation.Find(is(w).Obligations, "answer-SE")
			require.False(t, o.Open(), "nobody owes it any more")
		}},
		Row{Name: "only one who is", Given: named(t), To: theSurvey, By: staff, When: RemoveRespondent{"SE", austria}, Refused: "surveys/no-respondent"},
		Row{Name: "answered by a respondent", Given: named(t), To: theSurvey, By: sweden, When: AnswerSurvey{"SE", offering()}, Then: []string{"survey-answered.v1"}, After: func(t *testing.T, w *World) {
			o, _ := obligation.Find(is(w).Obligations, "answer-SE")
			require.False(t, o.Met.IsZero())
		}},
		Row{Name: "of that country", Given: named(t), To: theSurvey, By: austria, When: AnswerSurvey{"SE", offering()}, Refused: "surveys/not-yours-to-answer"},
		Row{Name: "in a later version that counts", Given: answered, To: theSurvey, By: sweden, When: AnswerSurvey{"SE", seeking()}, Then: []string{"survey-answered.v1"}, After: func(t *testing.T, w *World) {
			require.Len(t, of(w, "SE").Versions, 2)
			require.Equal(t, cells("exchange", "seeks"), Of(of(w, "SE").Last().Answers, "areas").Cells)
		}},
		wrong("to parts of the questionnaire", set("other", Given{Text: "x"}), "surveys/no-such-part"),
		wrong("to what is asked", func([]Given) []Given {
			return append(neither(), Given{Part: "areas", Cells: cells("exchange", "seeks")})
		}, "surveys/not-asked"),
		wrong("in the form of the part", set("form", Given{Options: []string{"yes"}}), "surveys/other-kind"),
		wrong("one option of one", set("receive", Given{Options: []string{"yes", "no"}}), "surveys/one-option"),
		wrong("by options that are there", set("activities", Given{Options: []string{"other"}}), "surveys/no-such-option"),
		wrong("by columns that are asked", func([]Given) []Given {
			return append(seeking()[:2:2], Given{Part: "areas", Cells: cells("exchange", "offers")})
		}, "surveys/no-such-column"),
		wrong("with all that must be there", func(list []Given) []Given { return list[1:] }, "surveys/no-such-column"),
		wrong("with every part that is required", func(list []Given) []Given { return list[:4] }, "surveys/missing"),
	)
}

func TestTheClosingDatePassesByItself(t *testing.T) {
	t.Parallel()
	w := New(t)
	named(t)(w)
	w.At("2019-06-28T23:59")
	require.Equal(t, Opened, is(w).Stage)
	w.At("2019-06-29T00:01")
	require.Equal(t, Closed, is(w).Stage)
}

func TestTheRungsOfTheLadderRemindEachCountryThatHasNotAnswered(t *testing.T) {
	t.Parallel()
	w := New(t)
	named(t)(w)
	w.Do(theSurvey, sweden, AnswerSurvey{"SE", offering()})
	w.At("2019-07-20T12:00")
	told := map[string]int{}
	for _, h := range w.History(theSurvey) {
		for _, l := range law.Letters(h.Event) {
			told[l.To+" "+l.Template]++
		}
	}
	require.Equal(t, 0, told[sweden+" reminder"])
	require.Equal(t, 2, told[austria+" reminder"])
	require.Equal(t, 1, told[austria+" overdue"])
	require.Equal(t, 1, told[staff+" escalation"])
	require.Equal(t, 1, told[staff+" survey-closed"])
}

func TestAfterTheClosingDateAnAnswerIsTakenByLeaveAlone(t *testing.T) {
	t.Parallel()
	closed := func(w *World) {
		named(t)(w)
		w.Do(theSurvey, sweden, AnswerSurvey{"SE", offering()})
		w.At("2019-07-01T12:00")
	}
	leave := func(w *World) {
		closed(w)
		w.Do(theSurvey, staff, AllowCorrection{"SE", Date("2019-07-10"), "a mistake"})
	}
	publish := func(w *World) { leave(w); w.Do(theSurvey, staff, PublishSurvey{}) }
	before := func(given func(*World)) func(*World) { return func(w *World) { given(w); w.Edition = 0 } }
	slipped := func(w *World) { named(t)(w); w.Do(theSurvey, staff, ExtendSurvey{Date("2020-06-20"), "a slip"}) }
	Run(t, New(t),
		Row{Name: "late", Given: closed, To: theSurvey, By: sweden, When: AnswerSurvey{"SE", seeking()}, Refused: "surveys/closed"},
		Row{Name: "leave is of the staff", Given: closed, To: theSurvey, By: sweden, When: AllowCorrection{"SE", Date("2019-07-10"), "why"}, Refused: "surveys/staff-only"},
		Row{Name: "not while it is open", Given: named(t), To: theSurvey, By: staff, When: AllowCorrection{"SE", Date("2019-07-10"), "why"}, Refused: "surveys/still-open"},
		Row{Name: "not into the past", Given: closed, To: theSurvey, By: staff, When: AllowCorrection{"SE", Date("2019-06-30"), "why"}, Refused: "surveys/leave-in-the-past"},
		Row{Name: "given, it is a fact", Given: closed, To: theSurvey, By: staff, When: AllowCorrection{"SE", Date("2019-07-10"), "why"}, Then: []string{"survey-correction-allowed.v1"}},
		Row{Name: "and used", Given: leave, To: theSurvey, By: sweden, When: AnswerSurvey{"SE", seeking()}, Then: []string{"survey-answered.v1"}, After: func(t *testing.T, w *World) {
			require.True(t, of(w, "SE").Last().Late)
		}},
		Row{Name: "until its day", Given: leave, At: "2019-07-11T12:00", To: theSurvey, By: sweden, When: AnswerSurvey{"SE", seeking()}, Refused: "surveys/closed"},
		Row{Name: "a country that has not answered owes it by then", Given: closed, To: theSurvey, By: staff, When: AllowCorrection{"AT", Date("2019-07-10"), "why"}, Then: []string{"survey-correction-allowed.v1"}, After: func(t *testing.T, w *World) {
			o, _ := obligation.Find(is(w).Obligations, "answer-AT")
			due, _ := o.Current()
			require.Equal(t, Date("2019-07-10"), due.On)
		}},
		Row{Name: "published by the staff", Given: closed, To: theSurvey, By: staff, When: PublishSurvey{}, Then: []string{"survey-published.v1"}},
		Row{Name: "not by others", Given: closed, To: theSurvey, By: sweden, When: PublishSurvey{}, Refused: "surveys/staff-only"},
		Row{Name: "not while it is open", Given: named(t), To: theSurvey, By: staff, When: PublishSurvey{}, Refused: "surveys/still-open"},
		Row{Name: "once", Given: publish, To: theSurvey, By: staff, When: PublishSurvey{}, Refused: "surveys/published-already"},
		Row{Name: "corrected after that by leave", Given: publish, To: theSurvey, By: sweden, When: AnswerSurvey{"SE", seeking()}, Then: []string{"survey-answered.v1"}},
		Row{Name: "extended", Given: closed, To: theSurvey, By: staff, When: ExtendSurvey{Date("2019-07-31"), "holidays"}, Then: []string{"survey-extended.v1"}, After: func(t *testing.T, w *World) {
			require.Equal(t, Opened, is(w).Stage)
			w.Do(theSurvey, austria, AnswerSurvey{"AT", seeking()})
			require.False(t, of(w, "AT").Last().Late)
		}},
		Row{Name: "to a later day", Given: closed, To: theSurvey, By: staff, When: ExtendSurvey{Date("2019-06-20"), "holidays"}, Refused: "surveys/not-later"},
		Row{Name: "by no more than the rule book lets it", Given: named(t), To: theSurvey, By: staff, When: ExtendSurvey{Date("9999-12-31"), "a slip"}, Refused: "surveys/too-late-a-day"},
		Row{Name: "nor is leave given for longer", Given: closed, To: theSurvey, By: staff, When: AllowCorrection{"SE", Date("9999-12-31"), "a slip"}, Refused: "surveys/too-late-a-day"},
		Row{Name: "moved back where it was written by mistake", Given: slipped, To: theSurvey, By: staff, When: ExtendSurvey{Date("2019-07-31"), "July was meant"}, Then: []string{"survey-extended.v1"}, After: func(t *testing.T, w *World) {
			require.Equal(t, Date("2019-07-31"), is(w).Closes)
			o, _ := obligation.Find(is(w).Obligations, "answer-AT")
			due, _ := o.Current()
			require.Equal(t, Date("2019-07-31"), due.On)
			w.Do(theSurvey, staff, ExtendSurvey{Date("2019-06-28"), "nothing was meant"})
			require.Empty(t, is(w).Before)
			_, err := w.Send(theSurvey, staff, ExtendSurvey{Date("2019-06-27"), "earlier"})
			require.Error(t, err)
		}},
		Row{Name: "not to before the date that was moved", Given: slipped, To: theSurvey, By: staff, When: ExtendSurvey{Date("2019-06-27"), "no"}, Refused: "surveys/not-later"},
		Row{Name: "nor once that is over", Given: slipped, At: "2019-07-01T10:00", To: theSurvey, By: staff, When: ExtendSurvey{Date("2019-07-31"), "July was meant"}, Refused: "surveys/relied-on"},
		Row{Name: "what was received before there was a latest day is judged as then", Given: before(named(t)), To: theSurvey, By: staff, When: ExtendSurvey{Date("2031-12-31"), "a slip"}, Then: []string{"survey-extended.v1"}},
		Row{Name: "and leave", Given: before(closed), To: theSurvey, By: staff, When: AllowCorrection{"SE", Date("2031-12-31"), "a slip"}, Then: []string{"survey-correction-allowed.v1"}},
		Row{Name: "nothing was moved back then", Given: before(slipped), To: theSurvey, By: staff, When: ExtendSurvey{Date("2019-07-31"), "July was meant"}, Refused: "surveys/not-later"},
		Row{Name: "nor later", Given: before(slipped), At: "2019-07-01T10:00", To: theSurvey, By: staff, When: ExtendSurvey{Date("2019-07-31"), "July was meant"}, Refused: "surveys/not-later"},
		Row{Name: "before it is published", Given: publish, To: theSurvey, By: staff, When: ExtendSurvey{Date("2019-07-31"), "holidays"}, Refused: "surveys/published-already"},
	)
}

// By area who offers, who seeks, who neither and why; the wish for a follow-up and in what form.
func TestTheResultSaysByAreaWhoOffersWhoSeeksWhoNeitherAndWhy(t *testing.T) {
	t.Parallel()
	w := New(t)
	named(t)(w)
	w.Do(theSurvey, staff, NameRespondent{"FR", deputy})
	w.Do(theSurvey, sweden, AnswerSurvey{"SE", offering()})
	w.Do(theSurvey, austria, AnswerSurvey{"AT", seeking()})
	w.Do(theSurvey, deputy, AnswerSurvey{"FR", neither()})
	r := is(w).Result()
	require.Equal(t, []string{"AT", "FR", "SE"}, r.Answered, "in the order of the list")
	require.Len(t, r.Asked, 27)
	require.Equal(t, AreaResult{Area: "exchange", Offers: []string{"SE"}, Seeks: []string{"AT"}, Neither: []string{"FR"}}, r.Areas[0])
	require.Equal(t, []string{"AT", "FR", "SE"}, r.Areas[1].Neither)
	require.Equal(t, []string{"SE"}, r.Areas[2].Seeks)
	require.Equal(t, []string{"FR"}, r.Neither)
	require.Len(t, r.Reasons, 1)
	part := func(id string) PartResult {
		return r.Parts[slices.IndexFunc(r.Parts, func(p PartResult) bool { return p.Part == id })]
	}
	require.Equal(t, []OptionCount{{"yes", []string{"SE"}}, {"no", []string{"AT", "FR"}}}, part("follow-up").Options)
	require.Equal(t, "SE", part("form").Texts[0].Country)
	hidden := r.Unnamed("?")
	require.Equal(t, []string{"?"}, hidden.Areas[0].Offers)
	require.NotContains(t, fmt.Sprint(hidden.Parts, hidden.Areas, hidden.Neither, hidden.Answered, hidden.Reasons), "SE")
}

// A country that offers one area and seeks another gets an offer and a requirement of its own.
func TestAnAnswerBecomesEntriesOfTheMarketplace(t *testing.T) {
	t.Parallel()
	w := New(t)
	named(t)(w)
	require.Empty(t, is(w).Drafts("SE", "ABCDEFGHIJ"))
	w.Do(theSurvey, sweden, AnswerSurvey{"SE", offering()})
	drafts := is(w).Drafts("SE", "ABCDEFGHIJ")
	require.Len(t, drafts, 2)
	require.Equal(t, market.Offer, drafts[0].Is.Side)
	require.Equal(t, "exchange", drafts[0].Area)
	require.Equal(t, market.Requirement, drafts[1].Is.Side)
	for _, d := range drafts {
		require.NoError(t, d.Is.Check())
	}
	entry := market.NewReference("HEALTH", "1", sweden)
	other := rules(t, "ehn-2021")
	other.Entries = nil
	Run(t, w,
		Row{Name: "noted by who answers", To: theSurvey, By: sweden, When: NoteSurveyEntries{"SE", []string{entry}}, Then: []string{"survey-entries-noted.v1"}},
		Row{Name: "not by others", To: theSurvey, By: austria, When: NoteSurveyEntries{"SE", []string{entry}}, Refused: "surveys/not-yours-to-answer"},
		Row{Name: "not before an answer", To: theSurvey, By: austria, When: NoteSurveyEntries{"AT", []string{entry}}, Refused: "surveys/no-entries"},
		Row{Name: "once", Given: func(w *World) { w.Do(theSurvey, sweden, NoteSurveyEntries{"SE", []string{entry}}) }, To: theSurvey, By: sweden, When: NoteSurveyEntries{"SE", []string{entry}}, Refused: "surveys/noted-already"},
	)
}

// Any other questionnaire is data: one of needs, gaps and expertise, with a number.
func TestAnotherQuestionnaireIsData(t *testing.T) {
	t.Parallel()
	const other = Root + "HIN-2023"
	w := New(t)
	w.Do(other, staff, OpenSurvey{Rules: rules(t, "hin-needs")})
	w.Do(other, staff, NameRespondent{"KZ", sweden})
	n, most := 12, 10001
	answer := func(n *int) AnswerSurvey {
		return AnswerSurvey{"KZ", []Given{{Part: "stage", Options: []string{"adopted"}}, {Part: "systems-count", Number: n}, {Part: "fields", Cells: cells("systems", "gap", "governance", "expertise")}}}
	}
	Run(t, w,
		Row{Name: "a number within its limits", To: other, By: sweden, When: answer(&most), Refused: "surveys/number"},
		Row{Name: "answered", To: other, By: sweden, When: answer(&n), Then: []string{"survey-answered.v1"}, After: func(t *testing.T, w *World) {
			s, _ := w.State(other).(Survey)
			r := s.Result()
			require.Equal(t, []NumberOf{{"KZ", 12}}, r.Parts[1].Numbers)
			require.Equal(t, []string{"KZ"}, r.Areas[1].Offers)
			require.Empty(t, s.Drafts("KZ", "ABCDEFGHIJ"), "its rule book makes no entries")
		}},
	)
}

// beside are facts of other lives.
type beside map[string]law.State

func (b beside) State(stream string) law.State { return b[stream] }
func (b beside) Streams(string) []string       { return nil }

func TestFromTheFirstAdministratorOnASurveyBelongsToAProgramme(t *testing.T) {
	t.Parallel()
	r := rules(t, "ehn-2021")
	r.Programme = "DHE"
	p := governance.Programme{Reference: "DHE", Stage: governance.Open, Roles: map[law.Role][]string{law.Officer: {staff}}}
	facts := beside{governance.AdministrationStream: governance.Administration{People: []string{Head}}, governance.ProgrammeStream("DHE"): p}
	opens := func(by string, r SurveyRules) error {
		_, err := Law.Decide(Law.Zero(theSurvey), facts, OpenSurvey{Rules: r}, law.Receipt{Actor: by, ReceivedAt: time.Date(2019, 6, 1, 0, 0, 0, 0, time.UTC)})
		return err
	}
	require.NoError(t, opens(Head, r))
	require.NoError(t, opens(staff, r))
	no, refused := law.Refused(opens(Stranger, r))
	require.True(t, refused)
	require.Equal(t, "surveys/not-yours-to-open", RuleAndCode(no))
	r.Zone = "Nowhere"
	no, refused = law.Refused(opens(Head, r))
	require.True(t, refused)
	require.Equal(t, "surveys/no-calendar", RuleAndCode(no))
}

func TestARuleBookThatNamesWhatIsNotThereIsRefusedWithAllThatIsWrong(t *testing.T) {
	t.Parallel()
	r := rules(t, "ehn-2021")
	r.Countries.Codes = append(slices.Clone(r.Countries.Codes), "GR", "XX")
	r.Questions = slices.Clone(r.Questions)
	r.Questions[0].Parts = []SurveyPart{{Term: Term{ID: "receive", Title: Words{EN: "x"}}, Kind: One, Of: "nothing"}}
	r.Areas = &AreaReading{Grid: "receive", Offers: "a", Seeks: "b"}
	r.Officers = nil
	err := r.Check()
	for _, says := range []string{"GR twice", `"XX" is no country code`, `vocabulary "nothing"`, "areas.grid", "officers names nobody"} {
		require.ErrorContains(t, err, says)
	}
}

// The order in which countries answer changes nothing, and what is answered last counts.
func TestTheResultDependsOnNoOrderOfArrival(t *testing.T) {
	t.Parallel()
	book := rules(t, "ehn-2021")
	rapid.Check(t, func(rt *rapid.T) {
		codes := rapid.Permutation(book.Countries.Codes[:8]).Draw(rt, "order")
		answers := [][]Given{offering(), seeking(), neither()}
		apply := func(order []string) SurveyResult {
			s := Law.Evolve(Law.Zero(theSurvey), SurveyOpened{Rules: book}, law.Recorded{})
			for _, c := range order {
				s = Law.Evolve(s, SurveyAnswered{Country: c, Answers: neither()}, law.Recorded{})
				s = Law.Evolve(s, SurveyAnswered{Country: c, Answers: answers[int(c[0])%3]}, law.Recorded{})
			}
			return s.(Survey).Result()
		}
		require.Equal(rt, apply(slices.Sorted(slices.Values(codes))), apply(codes))
	})
}

func TestEachKindOfEventAndCommandIsStoredAsItEverWas(t *testing.T) {
	t.Parallel()
	Frozen(t, "testdata/events", Events)
	Frozen(t, "testdata/commands", Commands)
}

func TestEachRefusalHasItsTest(t *testing.T) {
	t.Parallel()
	EveryRefusalIsTested(t)
}
