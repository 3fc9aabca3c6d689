package market_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/calendar"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/governance"
	"twinning.example/engine/internal/law"
	. "twinning.example/engine/internal/market"
	"twinning.example/engine/internal/obligation"
	"twinning.example/engine/internal/organisation"
)

const (
	theMarket = "HEALTH"
	staff     = "p-staff"
	colleague = "p-colleague"
	seller    = "p-seller"
	seeker    = "p-seeker"
	region    = "ABCDEFGHIJ"
	hospital  = "BCDEFGHIJK"
)

func words(s string) Words { return Words{EN: s, FR: s, DE: s} }
func term(id string) Term  { return Term{ID: id, Title: words(id)} }
func period(t *testing.T, s string) (l calendar.Length) {
	t.Helper()
	l, err := calendar.ParseLength(s)
	require.NoError(t, err)
	return l
}

// theRules are a small rule book.
func theRules(t *testing.T) Rules {
	rungs := []obligation.Rung{{Name: "reminder", Days: -7, To: []string{"owner"}, Letter: "reminder"}, {Name: "overdue", Days: 1, To: []string{"owner", "officer"}, Letter: "overdue"}}
	ladder := func(what string) obligation.Ladder {
		return obligation.Ladder{What: what, Lapse: "Nothing.", Rungs: rungs}
	}
	return Rules{
		Title: words("Marketplace"), Zone: "Europe/Brussels", Officers: []string{staff, colleague},
		Priorities: []Priority{{Term: term("access"), Topics: []Term{term("portal"), term("summary")}}, {Term: term("tools"), Topics: []Term{term("mhealth")}}},
		Kinds:      []Term{term("product"), term("service")}, Types: []Term{term("exchange"), term("adoption")}, Languages: []string{"de", "en", "sv"},
		Readiness: []ReadinessQuestion{{Term: term("use"), Options: []ReadinessOption{{Term: term("idea")}, {Term: term("routine"), Points: 4}}}},
		ValidFor:  period(t, "6 months"), CheckWithin: period(t, "10 days"), AnswerWithin: period(t, "30 days"),
		Reminders:   Reminders{At: "08:00", Ladders: map[string]obligation.Ladder{CheckLadder: ladder("quality check"), RenewLadder: ladder("renewal"), AnswerLadder: ladder("answer")}},
		EntriesADay: 2, InterestsADay: 2, OtherCountry: true,
		Weights: Weights{Priority: 10, Topic: 30, Kind: 10, Type: 5, Language: 15, OtherCountry: 5, Ready: 20}, Least: 20,
	}
}

func offer() Content {
	return Content{
		Side: Offer, Title: "A portal", Description: "Citizens read their own record.", Kind: "product", Priority: "access", Topic: "portal", Types: []string{"adoption", "exchange"},
		Organisation: region, Country: "SE", Languages: []string{"sv", "en"}, Readiness: []ReadinessAnswer{{Question: "use", Option: "routine"}},
	}
}

func requirement() Content {
	c := offer()
	c.Side, c.Title, c.Organisation, c.Country, c.Languages, c.Readiness = Requirement, "We need a portal", hospital, "AT", []string{"de", "en"}, nil
	return c
}

// reference is the n-th reference of a person.
func reference(person string, n string) string { return NewReference(theMarket, n, person) }

func entryStream(person, n string) string    { return EntryRoot + reference(person, n) }
func interestStream(person, n string) string { return InterestRoot + reference(person, n) }

// opened is a world with a marketplace and the records of two organisations.
func opened(t *testing.T) *World {
	w := New(t)
	w.Do(organisation.Root+region, seller, organisation.Record{Details: organisation.Details{Name: "Region Skåne", Address: "Kristianstad", Country: "SE"}})
	w.Do(organisation.Root+hospital, seeker, organisation.Record{Details: organisation.Details{Name: "Tirol Kliniken", Address: "Innsbruck", Country: "AT"}})
	w.Do(Root+theMarket, staff, OpenMarket{Rules: theRules(t)})
	return w
}

// published is opened with an offer and a requirement that are published.
func published(t *testing.T) *World {
	w := opened(t)
	for person, c := range map[string]Content{seller: offer(), seeker: requirement()} {
		w.Do(entryStream(person, "1"), person, DraftEntry{c})
		w.Do(entryStream(person, "1"), person, SubmitEntry{})
		w.Do(entryStream(person, "1"), staff, PublishEntry{})
	}
	return w
}

func entry(w *World, stream string) Entry       { e, _ := w.State(stream).(Entry); return e }
func interest(w *World, stream string) Interest { i, _ := w.State(stream).(Interest); return i }

func TestAMarketplaceIsOpenedChangedAndClosedByItsStaff(t *testing.T) {
	t.Parallel()
	rules := theRules(t)
	other := rules
	other.Least = 30
	handed := other
	handed.Officers = []string{staff}
	w := New(t)
	open := func(w *World) { w.Do(Root+theMarket, staff, OpenMarket{Rules: rules}) }
	Run(t, w,
		Row{Name: "opened by anybody while there is no administrator", To: Root + theMarket, By: Stranger, When: OpenMarket{Rules: rules}, Then: []string{"market-opened.v1"}},
		Row{Name: "once", Given: open, To: Root + theMarket, By: staff, When: OpenMarket{Rules: rules}, Refused: "market/opened-already"},
		Row{Name: "changed by the staff", Given: open, To: Root + theMarket, By: colleague, When: ChangeMarket{Rules: other, Why: "fewer"}, Then: []string{"market-changed.v1"}},
		Row{Name: "not by others", Given: open, To: Root + theMarket, By: Stranger, When: ChangeMarket{Rules: other, Why: "fewer"}, Refused: "market/staff-only"},
		Row{Name: "not who checks", Given: open, To: Root + theMarket, By: colleague, When: ChangeMarket{Rules: handed, Why: "fewer"}, Refused: "market/staff-apart"},
		Row{Name: "not to what it says", Given: open, To: Root + theMarket, By: staff, When: ChangeMarket{Rules: rules, Why: "fewer"}, Refused: "market/says-so-already"},
		Row{Name: "closed", Given: open, To: Root + theMarket, By: staff, When: CloseMarket{Why: "the project ends"}, Then: []string{"market-closed.v1"}},
		Row{Name: "once", Given: func(w *World) {
			open(w)
			w.Do(Root+theMarket, staff, CloseMarket{Why: "the project ends"})
		}, To: Root + theMarket, By: staff, When: CloseMarket{Why: "again"}, Refused: "market/closed"},
	)
}

// beside are facts of other lives.
type beside map[string]law.State

func (b beside) State(stream string) law.State { return b[stream] }
func (b beside) Streams(string) []string       { return nil }

func TestFromTheFirstAdministratorOnAMarketplaceBelongsToAProgramme(t *testing.T) {
	t.Parallel()
	rules := theRules(t)
	rules.Programme = "DHE"
	programme := governance.Programme{Reference: "DHE", Stage: governance.Open, Roles: map[law.Role][]string{law.Officer: {staff}}}
	facts := beside{governance.AdministrationStream: governance.Administration{People: []string{Head}}, governance.ProgrammeStream("DHE"): programme}
	opens := func(by string) error {
		_, err := Law.Decide(Law.Zero(Root+theMarket), facts, OpenMarket{Rules: rules}, law.Receipt{Actor: by})
		return err
	}
	require.NoError(t, opens(Head), "an administrator")
	require.NoError(t, opens(staff), "an officer of the programme")
	no, refused := law.Refused(opens(Stranger))
	require.True(t, refused)
	require.Equal(t, "market/not-yours-to-open", RuleAndCode(no))
}

func TestAnEntryIsDraftedCheckedPublishedRenewedAndExpires(t *testing.T) {
	t.Parallel()
	s := entryStream(seller, "1")
	drafted := func(w *World) { w.Do(s, seller, DraftEntry{offer()}) }
	submitted := func(w *World) { drafted(w); w.Do(s, seller, SubmitEntry{}) }
	public := func(w *World) { submitted(w); w.Do(s, staff, PublishEntry{}) }
	with := func(change func(*Content)) DraftEntry {
		c := offer()
		change(&c)
		return DraftEntry{c}
	}
	draft := func(name string, change func(*Content), refused string) Row {
		return Row{Name: name, To: s, By: seller, When: with(change), Refused: refused}
	}
	Run(t, opened(t),
		Row{Name: "drafted", To: s, By: seller, When: DraftEntry{offer()}, Then: []string{"entry-drafted.v1"}},
		Row{Name: "once", Given: drafted, To: s, By: seller, When: DraftEntry{offer()}, Refused: "entries/drafted-already"},
		Row{Name: "under a reference of one's own", To: s, By: seeker, When: DraftEntry{offer()}, Refused: "entries/reference-of-another"},
		Row{Name: "in a marketplace that is open", To: EntryRoot + NewReference("OTHER", "1", seller), By: seller, When: DraftEntry{offer()}, Refused: "entries/no-market"},
		draft("of a priority of the rule book", func(c *Content) { c.Priority = "other" }, "entries/no-such-priority"),
		draft("of a topic of its priority", func(c *Content) { c.Topic = "mhealth" }, "entries/no-such-topic"),
		draft("of a kind of the rule book", func(c *Content) { c.Kind = "other" }, "entries/no-such-kind"),
		draft("of types of the rule book", func(c *Content) { c.Types = []string{"other"} }, "entries/no-such-type"),
		draft("in languages of the rule book", func(c *Content) { c.Languages = []string{"fr"} }, "entries/no-such-language"),
		draft("with answers of the questionnaire", func(c *Content) { c.Readiness[0].Option = "other" }, "entries/no-such-answer"),
		draft("of an organisation that has a record", func(c *Content) { c.Organisation = "CDEFGHIJKL" }, "entries/no-such-organisation"),
		Row{Name: "as often a day as the rule book allows", Given: func(w *World) {
			drafted(w)
			w.Do(entryStream(seller, "2"), seller, DraftEntry{offer()})
		}, To: entryStream(seller, "3"), By: seller, When: DraftEntry{offer()}, Refused: "entries/too-many"},
		Row{Name: "and again a day later", Given: func(w *World) {
			drafted(w)
			w.Do(entryStream(seller, "2"), seller, DraftEntry{offer()})
		}, At: "2019-06-12T09:00", To: entryStream(seller, "3"), By: seller, When: DraftEntry{offer()}, Then: []string{"entry-drafted.v1"}},
		Row{Name: "revised", Given: drafted, To: s, By: seller, When: ReviseEntry{with(func(c *Content) { c.Topic = "summary" }).Content}, Then: []string{"entry-revised.v1"}},
		Row{Name: "an offer stays one", Given: drafted, To: s, By: seller, When: ReviseEntry{with(func(c *Content) { c.Side = Requirement }).Content}, Refused: "entries/other-side"},
		Row{Name: "submitted by whoever made it", Given: drafted, To: s, By: seeker, When: SubmitEntry{}, Refused: "entries/not-yours"},
		Row{Name: "then its check is owed", Given: drafted, To: s, By: seller, When: SubmitEntry{}, Then: []string{"entry-submitted.v1"}, After: func(t *testing.T, w *World) {
			require.Equal(t, staff, law.Letters(w.History(s)[1].Event)[0].To)
			o, _ := obligation.Find(entry(w, s).Obligations, "quality-check-1")
			require.True(t, o.Open())
		}},
		Row{Name: "no check of a draft", Given: drafted, To: s, By: staff, When: PublishEntry{}, Refused: "entries/staff-checks"},
		Row{Name: "nor by others", Given: submitted, To: s, By: seeker, When: PublishEntry{}, Refused: "entries/staff-checks"},
		Row{Name: "nor of one's own", Given: func(w *World) {
			w.Do(entryStream(staff, "1"), staff, DraftEntry{offer()})
			w.Do(entryStream(staff, "1"), staff, SubmitEntry{})
		}, To: entryStream(staff, "1"), By: staff, When: PublishEntry{}, Refused: "entries/own-entry"},
		Row{Name: "returned with reasons", Given: submitted, To: s, By: staff, When: ReturnEntry{Why: "say in which country"}, Then: []string{"entry-returned.v1"}, After: func(t *testing.T, w *World) {
			require.Equal(t, Returned, entry(w, s).Stage)
			w.Do(s, seller, SubmitEntry{})
			w.Do(s, colleague, PublishEntry{})
			require.Equal(t, Published, entry(w, s).Stage)
		}},
		Row{Name: "published for the time of the rule book", Given: submitted, To: s, By: staff, When: PublishEntry{}, Then: []string{"entry-published.v1"}, After: func(t *testing.T, w *World) {
			require.Equal(t, "2019-12-10", entry(w, s).Until.String())
			w.At("2019-12-05T12:00")
			last := w.History(s)[len(w.History(s))-1].Event
			require.Equal(t, "entry-reminded.v1", last.Kind(), "the reminder goes before it expires")
			require.Len(t, law.Letters(last), 1)
			require.Equal(t, seller, law.Letters(last)[0].To)
			w.At("2019-12-11T12:00")
			require.Equal(t, Lapsed, entry(w, s).Stage, "it expires by itself")
			require.Equal(t, w.Clock("2019-12-11T00:00"), entry(w, s).EndedAt)
			w.Do(s, seller, SubmitEntry{})
			w.Do(s, staff, PublishEntry{})
			require.Equal(t, Published, entry(w, s).Stage, "and is published again after another check")
		}},
		Row{Name: "not twice", Given: public, To: s, By: staff, When: PublishEntry{}, Refused: "entries/stage"},
		Row{Name: "renewed, counted from that day", Given: public, At: "2019-12-01T09:00", To: s, By: seller, When: RenewEntry{}, Then: []string{"entry-renewed.v1"}, After: func(t *testing.T, w *World) {
			require.Equal(t, "2020-06-01", entry(w, s).Until.String())
			w.At("2020-05-01T09:00")
			require.Equal(t, Published, entry(w, s).Stage)
			for _, f := range w.History(s) {
				require.NotEqual(t, "entry-reminded.v1", f.Event.Kind(), "nobody is reminded of what was renewed")
			}
		}},
		Row{Name: "not twice a day", Given: public, To: s, By: seller, When: RenewEntry{}, Refused: "entries/renewed-already"},
		Row{Name: "revised it is a draft again", Given: public, To: s, By: seller, When: ReviseEntry{offer()}, Then: []string{"entry-revised.v1"}, After: func(t *testing.T, w *World) {
			require.False(t, entry(w, s).Public())
			w.At("2020-01-01T09:00")
			require.Equal(t, Drafted, entry(w, s).Stage, "and does not expire")
		}},
		Row{Name: "withdrawn", Given: public, To: s, By: seller, When: WithdrawEntry{Why: "sold"}, Then: []string{"entry-withdrawn.v1"}},
		Row{Name: "closed by the staff with reasons", Given: public, To: s, By: staff, When: ShutEntry{Why: "advertising"}, Then: []string{"entry-shut.v1"}, After: func(t *testing.T, w *World) {
			require.Equal(t, "entry-shut", law.Letters(w.History(s)[3].Event)[0].Template)
			require.True(t, entry(w, s).Over())
		}},
		Row{Name: "matched only by an introduction", Given: public, To: s, By: seller, When: MatchEntry{Interest: reference(seeker, "9")}, Refused: "entries/not-introduced"},
		Row{Name: "no person notes an introduction", Given: public, To: s, By: seller, When: NoteIntroduction{Interest: reference(seeker, "9")}, Refused: "entries/engine-only"},
	)
}

func TestWhenBothAgreeOneLetterIntroducesThem(t *testing.T) {
	t.Parallel()
	s, to, from := interestStream(seeker, "1"), reference(seller, "1"), reference(seeker, "1")
	says := func(consent bool) ExpressInterest {
		return ExpressInterest{Entry: to, From: from, Message: "We would like to see it.", Consent: consent}
	}
	expressed := func(consent bool) func(*World) {
		return func(w *World) { w.Do(s, seeker, says(consent)) }
	}
	introduced := func(t *testing.T, w *World) {
		i := interest(w, s)
		require.Equal(t, Introduced, i.Stage)
		require.ElementsMatch(t, []string{seller, seeker}, i.Consents, "the consent of both is recorded")
		letters := law.Letters(w.History(s)[len(w.History(s))-1].Event)
		require.Len(t, letters, 2)
		require.ElementsMatch(t, []string{seller, seeker}, []string{letters[0].To, letters[1].To})
		require.Equal(t, letters[0].With, letters[1].With, "it is one letter")
		for _, e := range []string{EntryRoot + to, EntryRoot + from} {
			require.Len(t, entry(w, e).Matches, 1)
		}
		w.Do(EntryRoot+to, seller, MatchEntry{Interest: i.Reference})
		require.Equal(t, Matched, entry(w, EntryRoot+to).Stage)
		require.Equal(t, Published, entry(w, EntryRoot+from).Stage, "a match is an introduction: the other goes on")
		require.Empty(t, w.Refusals)
	}
	Run(t, published(t),
		Row{Name: "expressed", To: s, By: seeker, When: says(true), Then: []string{"interest-expressed.v1"}, After: func(t *testing.T, w *World) {
			letters := law.Letters(w.History(s)[0].Event)
			require.Len(t, letters, 1)
			require.Equal(t, seller, letters[0].To)
		}},
		Row{Name: "accepted where the other has consented", Given: expressed(true), To: s, By: seller, When: AcceptInterest{}, Then: []string{"interest-accepted.v1", "introduction-made.v1"}, After: introduced},
		Row{Name: "accepted where the other has not", Given: expressed(false), To: s, By: seller, When: AcceptInterest{}, Then: []string{"interest-accepted.v1"}, After: func(t *testing.T, w *World) {
			require.Equal(t, Accepted, interest(w, s).Stage)
			require.NotContains(t, law.Letters(w.History(s)[1].Event)[0].With, law.ContactOf("maker", seller), "nobody's contact data are told before both agree")
			w.Do(s, seeker, GiveConsent{})
			introduced(t, w)
		}},
		Row{Name: "declined without a reason", Given: expressed(true), To: s, By: seller, When: DeclineInterest{}, Then: []string{"interest-declined.v1"}},
		Row{Name: "withdrawn", Given: expressed(true), To: s, By: seeker, When: WithdrawInterest{}, Then: []string{"interest-withdrawn.v1"}},
		Row{Name: "not answered in time", Given: expressed(true), At: "2019-08-01T09:00", To: s, By: seller, When: AcceptInterest{}, Refused: "interests/stage", After: func(t *testing.T, w *World) {
			require.Equal(t, Lapsed, interest(w, s).Stage)
		}},
		Row{Name: "nobody else accepts", Given: expressed(true), To: s, By: seeker, When: AcceptInterest{}, Refused: "interests/not-yours"},
		Row{Name: "nor declines", Given: expressed(true), To: s, By: staff, When: DeclineInterest{}, Refused: "interests/not-yours"},
		Row{Name: "expressed once", Given: expressed(true), To: s, By: seeker, When: says(true), Refused: "interests/expressed-already"},
		Row{Name: "one at a time", Given: expressed(true), To: interestStream(seeker, "2"), By: seeker, When: says(true), Refused: "interests/one-at-a-time"},
		Row{Name: "as often a day as the rule book allows", Given: func(w *World) {
			for _, n := range []string{"1", "2"} {
				w.Do(interestStream(seeker, n), seeker, says(true))
				w.Do(interestStream(seeker, n), seeker, WithdrawInterest{})
			}
		}, To: interestStream(seeker, "3"), By: seeker, When: says(true), Refused: "interests/too-many"},
		Row{Name: "under a reference of one's own", To: interestStream(seller, "1"), By: seeker, When: says(true), Refused: "interests/reference-of-another"},
		Row{Name: "in a published entry", To: s, By: seeker, When: ExpressInterest{Entry: reference(seller, "7"), Message: "x"}, Refused: "interests/no-such-entry"},
		Row{Name: "in one of others", To: interestStream(seller, "1"), By: seller, When: ExpressInterest{Entry: to, Message: "x"}, Refused: "interests/own-entry"},
		Row{Name: "from one's own entry", To: interestStream(Stranger, "1"), By: Stranger, When: ExpressInterest{Entry: to, From: from, Message: "x"}, Refused: "interests/not-from-yours"},
		Row{Name: "of the other side", Given: func(w *World) {
			w.Do(entryStream(seeker, "2"), seeker, DraftEntry{offer()})
			w.Do(entryStream(seeker, "2"), seeker, SubmitEntry{})
			w.Do(entryStream(seeker, "2"), staff, PublishEntry{})
		}, To: s, By: seeker, When: ExpressInterest{Entry: to, From: reference(seeker, "2"), Message: "x"}, Refused: "interests/same-side"},
		Row{Name: "not of one's own organisation", Given: func(w *World) {
			c := requirement()
			c.Organisation = region
			w.Do(entryStream(seeker, "2"), seeker, DraftEntry{c})
			w.Do(entryStream(seeker, "2"), seeker, SubmitEntry{})
			w.Do(entryStream(seeker, "2"), staff, PublishEntry{})
		}, To: s, By: seeker, When: ExpressInterest{Entry: to, From: reference(seeker, "2"), Message: "x"}, Refused: "interests/own-organisation"},
		Row{Name: "nobody is introduced by an entry that the staff have closed", Given: func(w *World) {
			expressed(true)(w)
			w.Do(EntryRoot+to, staff, ShutEntry{Why: "advertising"})
		}, To: s, By: seller, When: AcceptInterest{}, Refused: "interests/entry-closed"},
		Row{Name: "nothing begins in a marketplace that is closed", Given: func(w *World) {
			w.Do(Root+theMarket, staff, CloseMarket{Why: "it ends"})
		}, To: s, By: seeker, When: says(true), Refused: "interests/no-market"},
	)
}

func TestAnInterestExpiresAtTheEndOfItsLastDay(t *testing.T) {
	t.Parallel()
	w := published(t)
	s := interestStream(seeker, "1")
	w.Do(s, seeker, ExpressInterest{Entry: reference(seller, "1"), Message: "x"})
	until := interest(w, s).Until
	w.At("2020-01-01T00:00")
	require.Equal(t, until.End(zone(t)).UTC(), interest(w, s).EndedAt)
}

func zone(t *testing.T) *time.Location {
	z, err := calendar.Zone("Europe/Brussels")
	require.NoError(t, err)
	return z
}

func TestARuleBookSaysAllThatIsWrongWithIt(t *testing.T) {
	t.Parallel()
	require.NoError(t, theRules(t).Check())
	bad := theRules(t)
	bad.Officers, bad.Weights.Topic, bad.Kinds, bad.EntriesADay = nil, -1, append(bad.Kinds, bad.Kinds[0]), 0
	delete(bad.Reminders.Ladders, RenewLadder)
	err := bad.Check()
	for _, says := range []string{"officers names nobody", "weights.topic is -1", "kinds has product twice", "entries_a_day", "reminders.ladders.renewal is missing"} {
		require.ErrorContains(t, err, says)
	}
}

func TestReferencesNameTheirMarketplaceAndNobody(t *testing.T) {
	t.Parallel()
	r := NewReference("HEALTH-2", "one", seller)
	require.Equal(t, "HEALTH-2", Of(r))
	require.Contains(t, r, Owned("HEALTH-2", seller))
	require.NotEqual(t, Owned("HEALTH-2", seller), Owned("HEALTH-2", seeker))
	for _, none := range []string{"HEALTH", "HEALTH-ABCDEFGHIJ", "-ABCDEFGHIJKL", "HEALTH-ABCDEFGHIJK1", "a b-ABCDEFGHIJKL"} {
		require.Empty(t, Of(none), none)
	}
	stream, ok := EntryStream(r)
	require.True(t, ok)
	require.Equal(t, r, law.Reference(stream))
}

func TestARuleBookWithoutACalendarDecidesNothing(t *testing.T) {
	t.Parallel()
	e := Entry{Reference: reference(seller, "1"), Market: theMarket, Stage: Drafted, By: seller}
	facts := beside{Root + theMarket: Market{Stage: Opened, Rules: Rules{Zone: "Nowhere/At-All"}}}
	_, err := EntryLaw.Decide(e, facts, SubmitEntry{}, law.Receipt{Actor: seller})
	no, refused := law.Refused(err)
	require.True(t, refused)
	require.Equal(t, "entries/no-calendar", RuleAndCode(no))
	require.Empty(t, EntryLaw.Schedule(e, facts).Plan())
}
