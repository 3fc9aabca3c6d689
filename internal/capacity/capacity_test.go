package capacity_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	. "twinning.example/engine/internal/call/calltest"
	. "twinning.example/engine/internal/capacity"
	"twinning.example/engine/internal/governance"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/masterclass"
	"twinning.example/engine/internal/obligation"
	"twinning.example/engine/internal/programme"
	"twinning.example/engine/programmes"
)

const (
	theInitiative = Root + "CAP"
	staff         = "p-staff"
	sweden        = "p-sweden"
	austria       = "p-austria"
	norway        = "p-norway"
)

func rules(t testing.TB) InitiativeRules {
	text, err := programmes.FS.ReadFile("initiatives/capacityhd.yaml")
	require.NoError(t, err)
	r, err := programme.ParseInitiative("capacityhd.yaml", text)
	require.NoError(t, err)
	r.Officers, r.Closes, r.OneSided.Until = []string{staff}, Date("2019-06-28"), Date("2019-08-30")
	return r
}

func opened(t testing.TB) func(*World) {
	return func(w *World) {
		w.Do(theInitiative, staff, OpenInitiative{Rules: rules(t)})
		w.Do(theInitiative, staff, NameCountryContact{"SE", sweden})
		w.Do(theInitiative, staff, NameCountryContact{"AT", austria})
		w.Do(theInitiative, staff, NameCountryContact{"NO", norway})
	}
}

func offers(country, topic string) StateTopicInterest {
	return StateTopicInterest{Country: country, Topic: topic, Offers: true, Activities: []string{"experts", "seminars"}, Languages: []string{"en", "de"}, Remarks: "Two people."}
}

func seeks(country, topic string) StateTopicInterest {
	return StateTopicInterest{Country: country, Topic: topic, Seeks: true, Activities: []string{"seminars", "training"}, Languages: []string{"de"}}
}

// stated: Sweden offers strategies, Austria seeks them; patient summaries are offered only, digital literacy sought only; the
// other topics nobody names.
func stated(t testing.TB) func(*World) {
	return func(w *World) {
		opened(t)(w)
		w.Do(theInitiative, sweden, offers("SE", "strategies"))
		w.Do(theInitiative, austria, seeks("AT", "strategies"))
		w.Do(theInitiative, sweden, offers("SE", "patient-summaries"))
		w.Do(theInitiative, norway, seeks("NO", "digital-literacy"))
	}
}

func closed(t testing.TB) func(*World) {
	return func(w *World) { stated(t)(w); w.At("2019-06-29T00:01") }
}

func propose() ProposePairing {
	return ProposePairing{Topic: "strategies", Offers: "SE", Seeks: "AT", Begins: Date("2019-09-01"), Months: 12}
}

func paired(t testing.TB) func(*World) {
	return func(w *World) { closed(t)(w); w.Do(theInitiative, staff, propose()) }
}

func twinned(t testing.TB) func(*World) {
	return func(w *World) {
		paired(t)(w)
		w.Do(theInitiative, sweden, AnswerPairing{Pairing: 1, Country: "SE", Accept: true})
		w.Do(theInitiative, austria, AnswerPairing{Pairing: 1, Country: "AT", Accept: true})
	}
}

func is(w *World) Initiative { i, _ := w.State(theInitiative).(Initiative); return i }

func branch(w *World, topic string) Branch { t, _ := is(w).Topic(topic); return t.Branch }

func owed(w *World, id string) obligation.Obligation {
	o, _ := obligation.Find(is(w).Obligations, id)
	return o
}

func TestCountriesSayWhatTheyOfferAndSeekUntilTheClosingDate(t *testing.T) {
	t.Parallel()
	past, long := rules(t), rules(t)
	past.Closes = Date("2019-06-01")
	long.Topics = slices.Clone(long.Topics)
	long.Topics[0].ID = "a-very-long-code-of-one"
	Run(t, New(t),
		Row{Name: "opened", To: theInitiative, By: staff, When: OpenInitiative{Rules: rules(t)}, Then: []string{"initiative-opened.v1"}},
		Row{Name: "once", Given: opened(t), To: theInitiative, By: staff, When: OpenInitiative{Rules: rules(t)}, Refused: "initiatives/opened-already"},
		Row{Name: "not in the past", To: theInitiative, By: staff, When: OpenInitiative{Rules: past}, Refused: "initiatives/closes-in-the-past"},
		Row{Name: "with a reference that leaves room for its masterclasses", To: Root + "A-REFERENCE-OF-ITS-OWN", By: staff, When: OpenInitiative{Rules: long}, Refused: "initiatives/reference-too-long"},
		Row{Name: "contacts are named by the staff", Given: opened(t), To: theInitiative, By: sweden, When: NameCountryContact{"SE", norway}, Refused: "initiatives/staff-only"},
		Row{Name: "of countries of the list", Given: opened(t), To: theInitiative, By: staff, When: NameCountryContact{"US", norway}, Refused: "initiatives/country-not-asked"},
		Row{Name: "once each", Given: opened(t), To: theInitiative, By: staff, When: NameCountryContact{"SE", sweden}, Refused: "initiatives/contact-already"},
		Row{Name: "and owe a statement", Given: opened(t), To: theInitiative, By: staff, When: NameCountryContact{"GR", Stranger}, Then: []string{"country-contact-named.v1"}, After: func(t *testing.T, w *World) {
			require.Equal(t, []string{Stranger}, owed(w, "interest-EL").Who)
		}},
		Row{Name: "removed", Given: opened(t), To: theInitiative, By: staff, When: RemoveCountryContact{"SE", sweden}, Then: []string{"country-contact-removed.v1"}},
		Row{Name: "only one who is", Given: opened(t), To: theInitiative, By: staff, When: RemoveCountryContact{"SE", norway}, Refused: "initiatives/no-contact"},
		Row{Name: "stated", Given: opened(t), To: theInitiative, By: sweden, When: offers("SE", "strategies"), Then: []string{"topic-interest-stated.v1"}, After: func(t *testing.T, w *World) {
			require.False(t, owed(w, "interest-SE").Met.IsZero())
		}},
		Row{Name: "for one's own country", Given: opened(t), To: theInitiative, By: sweden, When: offers("AT", "strategies"), Refused: "initiatives/not-yours-to-state"},
		Row{Name: "on a topic that is there", Given: opened(t), To: theInitiative, By: sweden, When: offers("SE", "other"), Refused: "initiatives/no-such-topic"},
		Row{Name: "with activities that are there", Given: opened(t), To: theInitiative, By: sweden, When: StateTopicInterest{Country: "SE", Topic: "strategies", Offers: true, Activities: []string{"money"}}, Refused: "initiatives/no-such-activity"},
		Row{Name: "in languages that are there", Given: opened(t), To: theInitiative, By: sweden, When: StateTopicInterest{Country: "SE", Topic: "strategies", Offers: true, Languages: []string{"sv"}}, Refused: "initiatives/no-such-language"},
		Row{Name: "taken back", Given: stated(t), To: theInitiative, By: sweden, When: StateTopicInterest{Country: "SE", Topic: "strategies"}, Then: []string{"topic-interest-stated.v1"}, After: func(t *testing.T, w *World) {
			offers, _ := is(w).Sides("strategies")
			require.Empty(t, offers)
		}},
		Row{Name: "not after the closing date", Given: closed(t), To: theInitiative, By: sweden, When: offers("SE", "strategies"), Refused: "initiatives/closed"},
		Row{Name: "but on what waits", Given: closed(t), To: theInitiative, By: norway, When: seeks("NO", "patient-summaries"), Then: []string{"topic-interest-stated.v1"}},
	)
}

// At the closing date each topic takes its branch by itself, with its reason; what nobody named becomes a masterclass.
func TestTheBranchIsTakenByItselfAtTheClosingDate(t *testing.T) {
	t.Parallel()
	w := New(t)
	closed(t)(w)
	require.Equal(t, Closed, is(w).Stage)
	require.Equal(t, Pairing, branch(w, "strategies"))
	require.Equal(t, Waiting, branch(w, "patient-summaries"))
	require.Equal(t, Waiting, branch(w, "digital-literacy"))
	require.Equal(t, Masterclass, branch(w, "interoperability"))
	topic, _ := is(w).Topic("interoperability")
	require.Equal(t, "topic-without-interest", topic.Because.Code)
	for _, h := range w.History(theInitiative) {
		if d, decided := h.Event.(TopicDecided); decided && d.Topic == "interoperability" {
			require.Equal(t, "topic-decided", d.Tell().Code)
			require.Equal(t, "topic-decided", law.Letters(d)[0].Template)
		}
	}
	w.Hear()
	m, _ := w.State(masterclass.Root + "CAP-interoperability").(masterclass.Masterclass)
	require.Equal(t, masterclass.Planned, m.Stage, "a masterclass is planned, which its staff open")
	require.Equal(t, "CAP", m.Plan.Initiative)
	require.Equal(t, []string{staff}, m.Plan.Officers)
	w.Do(theInitiative, norway, seeks("NO", "patient-summaries"))
	w.At("2019-08-31T00:01")
	require.Equal(t, Pairing, branch(w, "patient-summaries"), "what waited and found the other side is paired")
	require.Equal(t, Masterclass, branch(w, "digital-literacy"), "what did not, goes as the rule book says")
}

// Whatever countries state: each topic takes exactly one branch, the same whatever the order of arrival; a masterclass follows
// from no interest at all, or from the rule of one side; and a pairing needs two countries.
func TestTheBranchIsTotalAndExclusive(t *testing.T) {
	t.Parallel()
	codes := []string{"AT", "BE", "SE", "NO"}
	rapid.Check(t, func(rt *rapid.T) {
		some := rapid.SliceOfDistinct(rapid.SampledFrom(codes), rapid.ID[string])
		offers, seeks := some.Draw(rt, "offers"), some.Draw(rt, "seeks")
		rule := rapid.SampledFrom([]Branch{Waiting, Masterclass, Dropped}).Draw(rt, "rule")
		is, why := BranchOf(offers, seeks, rule)
		pairable := false
		for _, o := range offers {
			for _, s := range seeks {
				pairable = pairable || o != s
			}
		}
		none := len(offers)+len(seeks) == 0
		require.Contains(rt, []Branch{Pairing, Waiting, Masterclass, Dropped}, is)
		require.NotEmpty(rt, why.Code)
		require.Equal(rt, pairable, is == Pairing)
		require.Equal(rt, none, why.Code == "topic-without-interest")
		if none {
			require.Equal(rt, Masterclass, is)
		}
		if !none && !pairable {
			require.Equal(rt, rule, is)
		}
		slices.Reverse(offers)
		again, _ := BranchOf(offers, seeks, rule)
		require.Equal(rt, is, again)
	})
}

// What is suggested depends on no order of arrival, and is the same from both sides.
func TestSuggestionsDependOnNoOrderOfArrival(t *testing.T) {
	t.Parallel()
	book := rules(t)
	rapid.Check(t, func(rt *rapid.T) {
		var all []TopicInterestStated
		for _, c := range []string{"AT", "BE", "SE", "NO"} {
			all = append(all, TopicInterestStated{
				Country: c, Topic: "strategies", Offers: rapid.Bool().Draw(rt, "offers"), Seeks: rapid.Bool().Draw(rt, "seeks"),
				Activities: rapid.SliceOfDistinct(rapid.SampledFrom([]string{"experts", "seminars", "training"}), rapid.ID[string]).Draw(rt, "activities"),
				Languages:  rapid.SliceOfDistinct(rapid.SampledFrom([]string{"en", "fr", "de"}), rapid.ID[string]).Draw(rt, "languages"),
			})
		}
		apply := func(list []TopicInterestStated) []Suggestion {
			s := Law.Evolve(Law.Zero(theInitiative), InitiativeOpened{Rules: book}, law.Recorded{})
			for _, e := range list {
				s = Law.Evolve(s, e, law.Recorded{})
			}
			return s.(Initiative).Suggest("strategies")
		}
		suggested := apply(all)
		require.Equal(rt, suggested, apply(rapid.Permutation(all).Draw(rt, "order")))
		turned := slices.Clone(all)
		for n := range turned {
			turned[n].Offers, turned[n].Seeks = turned[n].Seeks, turned[n].Offers
		}
		scores := map[[2]string]int{}
		for _, s := range apply(turned) {
			scores[[2]string{s.Seeks, s.Offers}] = s.Score
		}
		require.Len(rt, scores, len(suggested))
		for _, s := range suggested {
			require.NotEqual(rt, s.Offers, s.Seeks)
			require.Equal(rt, s.Score, scores[[2]string{s.Offers, s.Seeks}])
		}
	})
}

func TestBothCountriesAnswerAPairing(t *testing.T) {
	t.Parallel()
	with := func(change func(*ProposePairing)) ProposePairing { p := propose(); change(&p); return p }
	Run(t, New(t),
		Row{Name: "proposed by the staff", Given: closed(t), To: theInitiative, By: staff, When: propose(), Then: []string{"pairing-proposed.v1"}, After: func(t *testing.T, w *World) {
			require.Equal(t, []string{sweden}, owed(w, "pairing-1-SE").Who)
			p, _ := is(w).Pairing(1)
			require.Equal(t, Proposed, p.Stage)
		}},
		Row{Name: "not by others", Given: closed(t), To: theInitiative, By: sweden, When: propose(), Refused: "initiatives/staff-only"},
		Row{Name: "of a topic that is paired", Given: closed(t), To: theInitiative, By: staff, When: with(func(p *ProposePairing) { p.Topic = "interoperability" }), Refused: "initiatives/not-paired"},
		Row{
			Name: "what was received before that was refused is judged as then", Given: func(w *World) { stated(t)(w); w.Edition = 0 },
			To: theInitiative, By: staff, When: propose(), Refused: "initiatives/not-paired",
		},
		Row{
			Name: "and a topic", Given: func(w *World) { stated(t)(w); w.Edition = 0 },
			To: theInitiative, By: staff, When: DecideTopic{Topic: propose().Topic, Branch: Dropped, Why: "why"}, Refused: "initiatives/not-to-decide",
		},
		Row{Name: "not before the closing date", Given: stated(t), To: theInitiative, By: staff, When: propose(), Refused: "initiatives/still-open"},
		Row{Name: "as it is suggested", Given: closed(t), To: theInitiative, By: staff, When: with(func(p *ProposePairing) { p.Seeks = "NO" }), Refused: "initiatives/not-suggested"},
		Row{Name: "once", Given: paired(t), To: theInitiative, By: staff, When: propose(), Refused: "initiatives/paired-already"},
		Row{Name: "no longer than the rule book has it", Given: func(w *World) {
			book := rules(t)
			book.Twinning.MostMonths = 6
			w.Do(theInitiative, staff, OpenInitiative{Rules: book})
			w.Do(theInitiative, staff, NameCountryContact{"SE", sweden})
			w.Do(theInitiative, staff, NameCountryContact{"AT", austria})
			w.Do(theInitiative, sweden, offers("SE", "strategies"))
			w.Do(theInitiative, austria, seeks("AT", "strategies"))
			w.At("2019-06-29T00:01")
		}, To: theInitiative, By: staff, When: propose(), Refused: "initiatives/too-long"},
		Row{Name: "beginning after the answers", Given: closed(t), To: theInitiative, By: staff, When: with(func(p *ProposePairing) { p.Begins = Date("2019-07-10") }), Refused: "initiatives/begins-too-soon"},
		Row{Name: "accepted by one", Given: paired(t), To: theInitiative, By: sweden, When: AnswerPairing{Pairing: 1, Country: "SE", Accept: true}, Then: []string{"pairing-accepted.v1"}},
		Row{Name: "once", Given: func(w *World) {
			paired(t)(w)
			w.Do(theInitiative, sweden, AnswerPairing{Pairing: 1, Country: "SE", Accept: true})
		}, To: theInitiative, By: sweden, When: AnswerPairing{Pairing: 1, Country: "SE", Accept: true}, Refused: "initiatives/accepted-already"},
		Row{Name: "accepted by both, a country twinning begins", Given: func(w *World) {
			paired(t)(w)
			w.Do(theInitiative, sweden, AnswerPairing{Pairing: 1, Country: "SE", Accept: true})
		}, To: theInitiative, By: austria, When: AnswerPairing{Pairing: 1, Country: "AT", Accept: true}, Then: []string{"pairing-accepted.v1", "country-twinning-began.v1"}, After: func(t *testing.T, w *World) {
			require.Equal(t, []string{austria}, owed(w, "twinning-1-period-04-AT").Who, "quarterly, of each country")
			due, _ := owed(w, "twinning-1-period-01-SE").Current()
			require.Equal(t, Date("2019-12-30"), due.On)
			require.True(t, owed(w, "twinning-1-joint-report").Open())
		}},
		Row{Name: "of one that is there", Given: paired(t), To: theInitiative, By: norway, When: AnswerPairing{Pairing: 1, Country: "NO", Accept: true}, Refused: "initiatives/no-such-pairing"},
		Row{Name: "declined without a reason", Given: paired(t), To: theInitiative, By: austria, When: AnswerPairing{Pairing: 1, Country: "AT"}, Then: []string{"pairing-ended.v1"}},
		Row{Name: "declined with one that letters do not tell", Given: paired(t), To: theInitiative, By: austria, When: AnswerPairing{Pairing: 1, Country: "AT", Why: "No staff."}, Then: []string{"pairing-ended.v1"}, After: func(t *testing.T, w *World) {
			h := w.History(theInitiative)
			for _, l := range law.Letters(h[len(h)-1].Event) {
				for _, p := range l.With {
					require.NotEqual(t, "why", p.Name)
				}
			}
			require.False(t, owed(w, "pairing-1-SE").Open())
		}},
		Row{Name: "withdrawn", Given: paired(t), To: theInitiative, By: staff, When: WithdrawPairing{1, "a mistake"}, Then: []string{"pairing-ended.v1"}},
		Row{Name: "only while it is open", Given: twinned(t), To: theInitiative, By: staff, When: WithdrawPairing{1, "a mistake"}, Refused: "initiatives/answered-already"},
		Row{Name: "one that is there", Given: paired(t), To: theInitiative, By: staff, When: WithdrawPairing{2, "a mistake"}, Refused: "initiatives/no-such-pairing"},
		Row{Name: "a topic is not decided while one is open", Given: paired(t), To: theInitiative, By: staff, When: DecideTopic{"strategies", Dropped, "x"}, Refused: "initiatives/pairing-open"},
		Row{Name: "the staff decide what waits", Given: closed(t), To: theInitiative, By: staff, When: DecideTopic{"patient-summaries", Masterclass, "much asked for"}, Then: []string{"topic-decided.v1"}},
		Row{Name: "once", Given: closed(t), To: theInitiative, By: staff, When: DecideTopic{"interoperability", Dropped, "x"}, Refused: "initiatives/not-to-decide"},
	)
	w := New(t)
	paired(t)(w)
	p, _ := is(w).Pairing(1)
	w.At(p.Until.AddDays(1).String() + "T00:01")
	p, _ = is(w).Pairing(1)
	require.Equal(t, Lapsed, p.Stage, "without both answers it expires by itself")
}

func TestACountryTwinningReportsByPeriodsAndIsClosedWithAJointReport(t *testing.T) {
	t.Parallel()
	report := func(period int, on string) ReportCountryTwinning {
		return ReportCountryTwinning{Twinning: 1, Period: period, Activities: []CountryActivity{{Activity: "seminars", On: Date(on), What: "A seminar on roadmaps.", Participants: 20}}}
	}
	running := func(w *World) { twinned(t)(w); w.At("2019-10-01T12:00") }
	sent := func(w *World) {
		running(w)
		w.Do(theInitiative, sweden, SendJointReport{Twinning: 1, Text: "Austria has a roadmap.", FollowUp: true, Form: "A yearly seminar."})
	}
	Run(t, New(t),
		Row{Name: "reported", Given: running, To: theInitiative, By: sweden, When: report(1, "2019-09-20"), Then: []string{"country-twinning-reported.v1"}, After: func(t *testing.T, w *World) {
			require.False(t, owed(w, "twinning-1-period-01-SE").Met.IsZero())
			require.True(t, owed(w, "twinning-1-period-01-AT").Open())
		}},
		Row{Name: "nothing was done", Given: running, To: theInitiative, By: austria, When: ReportCountryTwinning{Twinning: 1, Period: 1, Nothing: "Elections."}, Then: []string{"country-twinning-reported.v1"}},
		Row{Name: "by others", Given: running, To: theInitiative, By: norway, When: report(1, "2019-09-20"), Refused: "initiatives/not-your-twinning"},
		Row{Name: "of one that is there", Given: running, To: theInitiative, By: sweden, When: ReportCountryTwinning{Twinning: 2, Period: 1, Nothing: "x"}, Refused: "initiatives/not-your-twinning"},
		Row{Name: "of a period that is there", Given: running, To: theInitiative, By: sweden, When: report(5, "2019-09-20"), Refused: "initiatives/no-such-period"},
		Row{Name: "that has begun", Given: running, To: theInitiative, By: sweden, When: report(2, "2019-12-20"), Refused: "initiatives/period-ahead"},
		Row{Name: "within its days", Given: running, To: theInitiative, By: sweden, When: report(1, "2019-08-20"), Refused: "initiatives/outside-period"},
		Row{Name: "joint report", Given: running, To: theInitiative, By: sweden, When: SendJointReport{Twinning: 1, Text: "Austria has a roadmap."}, Then: []string{"joint-report-sent.v1"}},
		Row{Name: "not agreed before it is there", Given: running, To: theInitiative, By: austria, When: AgreeJointReport{1}, Refused: "initiatives/no-joint-report"},
		Row{Name: "nor by who sent it", Given: sent, To: theInitiative, By: sweden, When: AgreeJointReport{1}, Refused: "initiatives/own-joint-report"},
		Row{Name: "agreed by the other country", Given: sent, To: theInitiative, By: austria, When: AgreeJointReport{1}, Then: []string{"country-twinning-closed.v1"}, After: func(t *testing.T, w *World) {
			require.Equal(t, Ended, is(w).Twinnings[0].Stage)
			require.False(t, is(w).Twinnings[0].Joint.AgreedAt.IsZero())
			require.False(t, owed(w, "twinning-1-period-04-AT").Open())
			_, err := w.Send(theInitiative, sweden, report(1, "2019-09-20"))
			no, _ := law.Refused(err)
			require.Equal(t, "initiatives/twinning-over", RuleAndCode(no))
		}},
		Row{Name: "stopped by the staff", Given: running, To: theInitiative, By: staff, When: StopCountryTwinning{1, "no activity"}, Then: []string{"country-twinning-stopped.v1"}},
		Row{Name: "one that is there", Given: running, To: theInitiative, By: staff, When: StopCountryTwinning{2, "no activity"}, Refused: "initiatives/no-such-twinning"},
		Row{Name: "not by a country", Given: running, To: theInitiative, By: sweden, When: StopCountryTwinning{1, "no activity"}, Refused: "initiatives/staff-only"},
	)
	monthly := CountryTwinningRule{Reporting: Monthly}
	require.Len(t, Twinning{Begins: Date("2019-09-01"), Months: 60}.Periods(monthly), 60)
	require.Len(t, Twinning{Begins: Date("2019-09-01"), Months: 4}.Periods(CountryTwinningRule{Reporting: Quarterly}), 2)
}

// beside are facts of other lives.
type beside map[string]law.State

func (b beside) State(stream string) law.State { return b[stream] }
func (b beside) Streams(string) []string       { return nil }

func TestFromTheFirstAdministratorOnAnInitiativeBelongsToAProgramme(t *testing.T) {
	t.Parallel()
	r, w := rules(t), New(t)
	facts := beside{governance.AdministrationStream: governance.Administration{People: []string{Head}}}
	opens := func(by string, r InitiativeRules) error {
		_, err := Law.Decide(Law.Zero(theInitiative), facts, OpenInitiative{Rules: r}, law.Receipt{Actor: by, ReceivedAt: w.Now})
		return err
	}
	require.NoError(t, opens(Head, r))
	no, _ := law.Refused(opens(Stranger, r))
	require.Equal(t, "initiatives/not-yours-to-open", RuleAndCode(no))
	r.Zone = "Nowhere"
	no, _ = law.Refused(opens(Head, r))
	require.Equal(t, "initiatives/no-calendar", RuleAndCode(no))
}

func TestARuleBookThatCannotBeOneIsRefusedWithAllThatIsWrong(t *testing.T) {
	t.Parallel()
	r := rules(t)
	r.Countries.Codes = append(slices.Clone(r.Countries.Codes), "GR", "XX")
	r.OneSided = OneSidedRule{Then: Pairing}
	r.Twinning.MostMonths, r.Twinning.Reporting, r.Officers = 61, "weekly", nil
	err := r.Check()
	for _, says := range []string{"GR twice", `"XX" is no country code`, `one_sided.then is "pairing"`, "most_months is 61", `"weekly"`, "officers names nobody"} {
		require.ErrorContains(t, err, says)
	}
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
