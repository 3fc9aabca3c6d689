package masterclass_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"twinning.example/engine/internal/calendar"
	. "twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/governance"
	"twinning.example/engine/internal/law"
	. "twinning.example/engine/internal/masterclass"
	"twinning.example/engine/internal/obligation"
	"twinning.example/engine/internal/programme"
	"twinning.example/engine/internal/survey"
	"twinning.example/engine/programmes"
)

const (
	theClass = Root + "TRIESTE"
	staff    = "p-staff"
	anna     = "p-anna"
	ben      = "p-ben"
	cleo     = "p-cleo"
	dan      = "p-dan"
)

func clock(s string) calendar.WallClock {
	w, err := calendar.ParseWallClock(s)
	if err != nil {
		panic(err)
	}
	return w
}

// rules are the rule book that ships, in the world of tests: two places, two sessions on 20 June 2019.
func rules(t testing.TB) MasterclassRules {
	text, err := programmes.FS.ReadFile("masterclasses/trieste-2024.yaml")
	require.NoError(t, err)
	r, err := programme.ParseMasterclass("trieste-2024.yaml", text)
	require.NoError(t, err)
	r.Officers, r.Capacity, r.ConfirmDays = []string{staff}, 2, 3
	r.RegisterBy, r.EvaluateBy = Date("2019-06-14"), Date("2019-07-05")
	first := r.Sessions[0]
	first.Starts, first.Ends = clock("2019-06-20T09:00"), clock("2019-06-20T12:30")
	second := first
	second.ID, second.Starts, second.Ends = "afternoon", clock("2019-06-20T14:00"), clock("2019-06-20T18:00")
	r.Sessions = []Session{first, second}
	return r
}

func opened(t testing.TB) func(*World) {
	return func(w *World) { w.Do(theClass, staff, OpenMasterclass{Rules: rules(t)}) }
}

func wish(country string) RegisterForMasterclass {
	return RegisterForMasterclass{Group: "administration", Country: country, Organisation: "Ministry of Health", Needs: "Step-free access."}
}

// full is one with two who have places and one who waits.
func full(t testing.TB) func(*World) {
	return func(w *World) {
		opened(t)(w)
		for _, p := range []string{anna, ben, cleo} {
			w.Do(theClass, p, wish("SE"))
		}
	}
}

func confirmed(t testing.TB) func(*World) {
	return func(w *World) {
		full(t)(w)
		w.Do(theClass, anna, ConfirmPlace{})
		w.Do(theClass, ben, ConfirmPlace{})
	}
}

func held(t testing.TB) func(*World) {
	return func(w *World) {
		confirmed(t)(w)
		w.At("2019-06-20T18:01")
		w.Do(theClass, staff, RecordAttendance{"day", []string{anna, ben}})
		w.Do(theClass, staff, RecordAttendance{"afternoon", []string{anna}})
	}
}

// The session that is to be recorded next is the first one without a record.
func TestTheSessionOfWhichNothingIsRecordedIsNamed(t *testing.T) {
	t.Parallel()
	w := New(t)
	opened(t)(w)
	first := is(w).Unrecorded()
	require.Equal(t, is(w).Sessions[0].ID, first)
	w = New(t)
	held(t)(w)
	require.Empty(t, is(w).Unrecorded(), "all are")
}

func is(w *World) Masterclass { m, _ := w.State(theClass).(Masterclass); return m }

func of(w *World, person string) Registration { r, _ := is(w).Of(person); return r }

func form() []survey.Given {
	return []survey.Given{{Part: "content-mark", Options: []string{"good"}}, {Part: "tutors-mark", Options: []string{"very-good"}}, {Part: "use-text", Text: "The test plan."}}
}

func told(w *World, person string) (templates []string) {
	for _, h := range w.History(theClass) {
		for _, l := range law.Letters(h.Event) {
			if l.To == person {
				templates = append(templates, l.Template)
			}
		}
	}
	return templates
}

func TestPeopleRegisterUntilTheDayAndWaitWhereThereIsNoPlace(t *testing.T) {
	t.Parallel()
	past := rules(t)
	past.RegisterBy = Date("2019-06-01")
	Run(t, New(t),
		Row{Name: "opened", To: theClass, By: staff, When: OpenMasterclass{Rules: rules(t)}, Then: []string{"masterclass-opened.v1"}},
		Row{Name: "once", Given: opened(t), To: theClass, By: staff, When: OpenMasterclass{Rules: rules(t)}, Refused: "masterclasses/opened-already"},
		Row{Name: "not in the past", To: theClass, By: staff, When: OpenMasterclass{Rules: past}, Refused: "masterclasses/closes-in-the-past"},
		Row{Name: "a place", Given: opened(t), To: theClass, By: anna, When: wish("SE"), Then: []string{"registration-made.v1"}, After: func(t *testing.T, w *World) {
			require.Equal(t, 1, of(w, anna).Place)
			o, ok := obligation.Find(is(w).Obligations, "place-1-1")
			require.True(t, ok)
			require.Equal(t, []string{anna}, o.Who)
			require.Equal(t, []string{"masterclass-confirm"}, told(w, anna))
		}},
		Row{Name: "before it is open", To: theClass, By: anna, When: wish("SE"), Refused: "masterclasses/not-open"},
		Row{Name: "of a group that is addressed", Given: opened(t), To: theClass, By: anna, When: RegisterForMasterclass{Group: "other", Country: "SE", Organisation: "x"}, Refused: "masterclasses/no-such-group"},
		Row{Name: "once each", Given: full(t), To: theClass, By: anna, When: wish("SE"), Refused: "masterclasses/registered-already"},
		Row{Name: "the third waits", Given: full(t), To: theClass, By: dan, When: wish("AT"), Then: []string{"registration-made.v1"}, After: func(t *testing.T, w *World) {
			require.Zero(t, of(w, dan).Place)
			taken, waiting := is(w).Seats()
			require.Equal(t, [2]int{2, 2}, [2]int{taken, waiting})
			require.Equal(t, []string{"masterclass-waiting"}, told(w, dan))
		}},
		Row{Name: "after the last day", Given: opened(t), At: "2019-06-15T00:01", To: theClass, By: anna, When: wish("SE"), Refused: "masterclasses/not-open"},
		Row{Name: "confirmed", Given: full(t), To: theClass, By: anna, When: ConfirmPlace{}, Then: []string{"place-confirmed.v1"}, After: func(t *testing.T, w *World) {
			o, _ := obligation.Find(is(w).Obligations, "place-1-1")
			require.False(t, o.Met.IsZero())
		}},
		Row{Name: "once confirmed", Given: confirmed(t), To: theClass, By: anna, When: ConfirmPlace{}, Refused: "masterclasses/confirmed-already"},
		Row{Name: "who waits confirms nothing", Given: full(t), To: theClass, By: cleo, When: ConfirmPlace{}, Refused: "masterclasses/no-place-yet"},
		Row{Name: "nor who is not registered", Given: full(t), To: theClass, By: dan, When: ConfirmPlace{}, Refused: "masterclasses/no-registration"},
	)
}

func TestTheWaitingListMovesUpByItself(t *testing.T) {
	t.Parallel()
	Run(t, New(t),
		Row{Name: "when a place is given back", Given: full(t), To: theClass, By: anna, When: EndRegistration{}, Then: []string{"registration-ended.v1", "place-given.v1"}, After: func(t *testing.T, w *World) {
			require.Equal(t, 1, of(w, cleo).Place)
			require.Equal(t, []string{"masterclass-waiting", "masterclass-confirm"}, told(w, cleo))
			o, _ := obligation.Find(is(w).Obligations, "place-1-1")
			require.False(t, o.Open())
			w.Do(theClass, anna, wish("SE"))
			require.Zero(t, of(w, anna).Place, "who comes back stands at the end")
		}},
		Row{Name: "not for who waits no more", Given: full(t), To: theClass, By: cleo, When: EndRegistration{Why: "ill"}, Then: []string{"registration-ended.v1"}},
		Row{Name: "when the staff take somebody off", Given: full(t), To: theClass, By: staff, When: EndRegistration{Person: ben, Why: "not of the target group"}, Then: []string{"registration-ended.v1", "place-given.v1"}, After: func(t *testing.T, w *World) {
			require.Contains(t, told(w, ben), "masterclass-removed")
		}},
		Row{Name: "others may not", Given: full(t), To: theClass, By: anna, When: EndRegistration{Person: ben, Why: "x"}, Refused: "masterclasses/staff-only"},
		Row{Name: "when there are more places", Given: full(t), To: theClass, By: staff, When: SetCapacity{3, "a larger room"}, Then: []string{"masterclass-capacity-set.v1", "place-given.v1"}},
		Row{Name: "not fewer than are given", Given: full(t), To: theClass, By: staff, When: SetCapacity{1, "a smaller room"}, Refused: "masterclasses/places-given"},
		Row{Name: "another number", Given: full(t), To: theClass, By: staff, When: SetCapacity{2, "x"}, Refused: "masterclasses/same-capacity"},
		Row{Name: "not once it has started", Given: confirmed(t), At: "2019-06-20T09:30", To: theClass, By: anna, When: EndRegistration{}, Refused: "masterclasses/started-already"},
	)
	w := New(t)
	full(t)(w)
	w.Do(theClass, anna, ConfirmPlace{})
	by := of(w, ben).ConfirmBy
	w.At(by.AddDays(1).String() + "T00:01")
	require.Equal(t, Lapsed, of(w, ben).Ended, "what is not confirmed lapses")
	require.Equal(t, 2, of(w, cleo).Place)
	require.Contains(t, told(w, ben), "reminder")
	require.Contains(t, told(w, ben), "masterclass-lapsed")
	require.Equal(t, 1, of(w, anna).Place)
}

func TestWhoWasPresentTakesACertificate(t *testing.T) {
	t.Parallel()
	evaluated := func(w *World) { held(t)(w); w.Do(theClass, anna, EvaluateMasterclass{form()}) }
	certified := func(w *World) { evaluated(w); w.Do(theClass, anna, TakeCertificate{}) }
	plain := func(w *World) {
		book := rules(t)
		book.Questions, book.Vocabularies, book.CertificateForm = nil, nil, false
		w.Do(theClass, staff, OpenMasterclass{Rules: book})
		w.Do(theClass, anna, wish("SE"))
		w.Do(theClass, anna, ConfirmPlace{})
		w.At("2019-06-20T10:00")
		w.Do(theClass, staff, RecordAttendance{"day", []string{anna}})
	}
	Run(t, New(t),
		Row{Name: "recorded by the staff", Given: confirmed(t), At: "2019-06-20T09:30", To: theClass, By: staff, When: RecordAttendance{"day", []string{ben, anna}}, Then: []string{"attendance-recorded.v1"}, After: func(t *testing.T, w *World) {
			require.Equal(t, []int{1, 2}, is(w).Attendance[0].Numbers)
		}},
		Row{Name: "not by others", Given: confirmed(t), At: "2019-06-20T09:30", To: theClass, By: anna, When: RecordAttendance{"day", nil}, Refused: "masterclasses/staff-only"},
		Row{Name: "not before it starts", Given: confirmed(t), To: theClass, By: staff, When: RecordAttendance{"day", nil}, Refused: "masterclasses/session-ahead"},
		Row{Name: "of a session that is there", Given: confirmed(t), To: theClass, By: staff, When: RecordAttendance{"night", nil}, Refused: "masterclasses/no-such-session"},
		Row{Name: "of those who have a place", Given: confirmed(t), At: "2019-06-20T09:30", To: theClass, By: staff, When: RecordAttendance{"day", []string{cleo}}, Refused: "masterclasses/without-place"},
		Row{Name: "evaluated by who was there", Given: held(t), To: theClass, By: ben, When: EvaluateMasterclass{form()}, Then: []string{"masterclass-evaluated.v1"}},
		Row{Name: "not by others", Given: held(t), To: theClass, By: cleo, When: EvaluateMasterclass{form()}, Refused: "masterclasses/not-present"},
		Row{Name: "with all that is asked", Given: held(t), To: theClass, By: anna, When: EvaluateMasterclass{form()[:1]}, Refused: "surveys/missing"},
		Row{Name: "on a form that is there", Given: plain, To: theClass, By: anna, When: EvaluateMasterclass{form()}, Refused: "masterclasses/no-form"},
		Row{Name: "certificate before the end", Given: plain, To: theClass, By: anna, When: TakeCertificate{}, Refused: "masterclasses/not-held-yet"},
		Row{Name: "certificate", Given: evaluated, To: theClass, By: anna, When: TakeCertificate{}, Then: []string{"certificate-issued.v1"}, After: func(t *testing.T, w *World) {
			require.Equal(t, 450, of(w, anna).Certificate.Minutes)
			require.Equal(t, []string{"day", "afternoon"}, of(w, anna).Certificate.Sessions)
			require.NotEmpty(t, of(w, anna).Certificate.Command)
		}},
		Row{Name: "what waits for a participant is the form, and then the certificate", Given: held(t), To: theClass, By: anna, When: TakeCertificate{}, Refused: "masterclasses/form-first", After: func(t *testing.T, w *World) {
			require.Equal(t, []string{EvaluateMasterclass{}.Kind()}, is(w).Awaits(anna))
			require.Equal(t, []string{EvaluateMasterclass{}.Kind()}, is(w).Awaits(ben), "too few sessions for a certificate")
			require.Empty(t, is(w).Awaits(cleo), "who had no place")
			evaluated := New(t)
			certified(evaluated)
			require.Empty(t, is(evaluated).Awaits(anna))
		}},
		Row{Name: "once", Given: certified, To: theClass, By: anna, When: TakeCertificate{}, Refused: "masterclasses/certificate-already"},
		Row{Name: "after the form", Given: held(t), To: theClass, By: anna, When: TakeCertificate{}, Refused: "masterclasses/form-first"},
		Row{Name: "of all sessions", Given: held(t), To: theClass, By: ben, When: TakeCertificate{}, Refused: "masterclasses/too-few-sessions"},
		Row{Name: "what is certified stays", Given: certified, To: theClass, By: staff, When: RecordAttendance{"day", []string{ben}}, Refused: "masterclasses/certified-already"},
		Row{Name: "until the last day", Given: held(t), At: "2019-07-06T00:01", To: theClass, By: anna, When: EvaluateMasterclass{form()}, Refused: "masterclasses/over"},
	)
	w := New(t)
	certified(w)
	o, _ := obligation.Find(is(w).Obligations, "attendance")
	require.False(t, o.Met.IsZero(), "it is met by the record of the last session")
	w.At("2019-07-06T00:01")
	require.Equal(t, Ended, is(w).Stage)
	require.True(t, is(w).Over())
}

func TestTheStaffMoveSessionsAddMaterialsAndCancel(t *testing.T) {
	t.Parallel()
	move := func(from, to string) MoveSession {
		return MoveSession{"day", clock(from), clock(to), Words{EN: "Udine, Italy"}, "the room"}
	}
	kept := law.StoredFile{File: "f-" + strings.Repeat("a", 26), SealedSHA256: SHA("sealed"), SealedSize: 17, Title: "slides.pdf", Type: "application/pdf", SHA256: law.Text(SHA("content"))}
	require.NoError(t, AddMaterial{ID: "kept", Title: "Slides", Stored: &kept}.Check())
	require.ErrorContains(t, AddMaterial{ID: "kept", Title: "Slides", Stored: &kept, Link: "https://academy.example/slides.pdf"}.Check(), "not both")
	require.ErrorContains(t, AddMaterial{ID: "kept", Title: "Slides", Stored: &law.StoredFile{File: "../slides"}}.Check(), "the name of a file in the store")
	file := AddMaterial{ID: "slides", Title: "Slides", Module: "concepts", Link: "https://academy.example/slides.pdf", SHA256: SHA("x")}
	Run(t, New(t),
		Row{Name: "moved", Given: full(t), To: theClass, By: staff, When: move("2019-06-21T09:00", "2019-06-21T12:00"), Then: []string{"session-moved.v1"}, After: func(t *testing.T, w *World) {
			require.Contains(t, told(w, anna), "masterclass-moved")
			require.NotContains(t, told(w, cleo), "masterclass-moved")
			s, _ := is(w).Session("day")
			require.Equal(t, "Udine, Italy", s.Place.EN)
		}},
		Row{Name: "not by others", Given: full(t), To: theClass, By: anna, When: move("2019-06-21T09:00", "2019-06-21T12:00"), Refused: "masterclasses/staff-only"},
		Row{Name: "to a time that can be", Given: full(t), To: theClass, By: staff, When: move("2019-06-21T12:00", "2019-06-21T09:00"), Refused: "masterclasses/no-such-time"},
		Row{Name: "not to where it is already", Given: func(w *World) { full(t)(w); w.Do(theClass, staff, move("2019-06-21T09:00", "2019-06-21T12:00")) }, To: theClass, By: staff, When: move("2019-06-21T09:00", "2019-06-21T12:00"), Refused: "masterclasses/not-moved"},
		Row{
			Name: "what was received before that was refused is judged as then", Given: func(w *World) {
				full(t)(w)
				w.Do(theClass, staff, move("2019-06-21T09:00", "2019-06-21T12:00"))
				w.Edition = 0
			},
			To: theClass, By: staff, When: move("2019-06-21T09:00", "2019-06-21T12:00"), Then: []string{"session-moved.v1"},
		},
		Row{Name: "one that is there", Given: full(t), To: theClass, By: staff, When: MoveSession{"x", clock("2019-06-21T09:00"), clock("2019-06-21T12:00"), Words{EN: "x"}, "y"}, Refused: "masterclasses/no-such-session"},
		Row{Name: "not once it has begun", Given: full(t), At: "2019-06-20T10:00", To: theClass, By: staff, When: move("2019-06-21T09:00", "2019-06-21T12:00"), Refused: "masterclasses/session-over"},
		Row{Name: "material", Given: full(t), To: theClass, By: staff, When: file, Then: []string{"material-added.v1"}},
		Row{Name: "material once", Given: func(w *World) { full(t)(w); w.Do(theClass, staff, file) }, To: theClass, By: staff, When: file, Refused: "masterclasses/material-already"},
		Row{Name: "of a module that is there", Given: full(t), To: theClass, By: staff, When: AddMaterial{ID: "x", Title: "x", Module: "other", Link: "https://a.example"}, Refused: "masterclasses/no-such-module"},
		Row{Name: "cancelled", Given: full(t), To: theClass, By: staff, When: CancelMasterclass{"the tutors are ill"}, Then: []string{"masterclass-cancelled.v1"}, After: func(t *testing.T, w *World) {
			require.Contains(t, told(w, cleo), "masterclass-cancelled")
			_, err := w.Send(theClass, anna, ConfirmPlace{})
			no, refused := law.Refused(err)
			require.True(t, refused)
			require.Equal(t, "masterclasses/over", RuleAndCode(no))
		}},
		Row{Name: "not once it has begun", Given: full(t), At: "2019-06-20T10:00", To: theClass, By: staff, When: CancelMasterclass{"x"}, Refused: "masterclasses/started-already"},
	)
}

func TestATopicIsPlannedByItsInitiativeAlone(t *testing.T) {
	t.Parallel()
	plan := PlanMasterclass{Initiative: "CAP", Topic: "interoperability", Title: Words{EN: "Interoperability"}, Officers: []string{staff}}
	planned := func(w *World) {
		events, err := Law.Decide(Law.Zero(theClass), nil, plan, law.Receipt{Actor: law.Engine})
		require.NoError(t, err)
		require.Len(t, events, 1)
	}
	w := New(t)
	planned(w)
	state := Law.Evolve(Law.Zero(theClass), MasterclassPlanned{Initiative: "CAP", Topic: "interoperability", Officers: []string{staff}}, law.Recorded{})
	refused := func(s law.State, by string, c law.Command) string {
		_, err := Law.Decide(s, beside{}, c, law.Receipt{Actor: by, ReceivedAt: w.Now})
		no, is := law.Refused(err)
		require.True(t, is, "%v", err)
		return RuleAndCode(no)
	}
	own := rules(t)
	own.Initiative, own.Topic = "CAP", "interoperability"
	require.Equal(t, "masterclasses/not-for-people", refused(Law.Zero(theClass), staff, plan))
	require.Equal(t, "masterclasses/opened-already", refused(state, law.Engine, plan))
	require.Equal(t, "masterclasses/staff-only", refused(state, anna, OpenMasterclass{Rules: own}))
	require.Equal(t, "masterclasses/other-topic", refused(state, staff, OpenMasterclass{Rules: rules(t)}))
	require.Equal(t, "masterclasses/not-planned", refused(Law.Zero(theClass), staff, OpenMasterclass{Rules: own}))
	_, err := Law.Decide(state, beside{}, OpenMasterclass{Rules: own}, law.Receipt{Actor: staff, ReceivedAt: w.Now})
	require.NoError(t, err)
	own.Zone = "Nowhere"
	require.Equal(t, "masterclasses/no-calendar", refused(state, staff, OpenMasterclass{Rules: own}))
	facts := beside{governance.AdministrationStream: governance.Administration{People: []string{Head}}}
	_, err = Law.Decide(Law.Zero(theClass), facts, OpenMasterclass{Rules: rules(t)}, law.Receipt{Actor: Stranger, ReceivedAt: w.Now})
	no, _ := law.Refused(err)
	require.Equal(t, "masterclasses/not-yours-to-open", RuleAndCode(no))
}

// beside are facts of other lives.
type beside map[string]law.State

func (b beside) State(stream string) law.State { return b[stream] }
func (b beside) Streams(string) []string       { return nil }

func TestARuleBookThatNamesWhatIsNotThereIsRefusedWithAllThatIsWrong(t *testing.T) {
	t.Parallel()
	r := rules(t)
	r.Experts = []Expert{{Person: "p", Modules: []string{"nothing"}}}
	r.Sessions[1].Ends = r.Sessions[1].Starts
	r.Capacity, r.Officers = 0, nil
	r.Reminders.Ladders = nil
	err := r.Check()
	for _, says := range []string{`module "nothing"`, "afternoon ends before it starts", "capacity is 0", "officers names nobody", "ladders." + ConfirmLadder} {
		require.ErrorContains(t, err, says)
	}
}

// Whatever people do, and in whatever order: no place is given to two, none is given that is not there, nobody waits while
// one is free, and who came first has a place before who came later.
func TestNoPlaceIsGivenToTwo(t *testing.T) {
	t.Parallel()
	book := rules(t)
	rapid.Check(t, func(rt *rapid.T) {
		w := New(t)
		book.Capacity = rapid.IntRange(1, 5).Draw(rt, "capacity")
		w.Do(theClass, staff, OpenMasterclass{Rules: book})
		for i := range rapid.IntRange(1, 40).Draw(rt, "steps") {
			person := fmt.Sprint("p-", rapid.IntRange(1, 9).Draw(rt, "person"))
			var c law.Command
			switch rapid.IntRange(0, 6).Draw(rt, "what") {
			case 0, 1, 2:
				c = wish("SE")
			case 3:
				c = ConfirmPlace{}
			case 4:
				c = EndRegistration{}
			case 5:
				person, c = staff, SetCapacity{rapid.IntRange(1, 7).Draw(rt, "places"), "room"}
			case 6:
				w.Until(w.Now.AddDate(0, 0, 1))
				continue
			}
			_, err := w.Send(theClass, person, c)
			if _, refused := law.Refused(err); !refused {
				require.NoError(rt, err, "step %d", i)
			}
			m := is(w)
			var places []int
			waits := 0
			for _, r := range m.Registrations {
				switch {
				case r.Seated():
					require.LessOrEqual(rt, r.Place, m.Capacity)
					places = append(places, r.Place)
					require.Zero(rt, waits, "registration %d has a place before one that came first", r.Number)
				case r.Live():
					waits++
				}
			}
			distinct := slices.Compact(slices.Sorted(slices.Values(places)))
			require.Len(rt, distinct, len(places))
			if waits > 0 && m.Stage == Opened {
				require.Len(rt, places, m.Capacity)
			}
		}
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
