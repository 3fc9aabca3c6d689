package programme

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/calendar"
	"twinning.example/engine/internal/call"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/money"
	"twinning.example/engine/internal/twinning"
	"twinning.example/engine/programmes"
)

func shipped(t testing.TB, name string) []byte {
	t.Helper()
	data, err := fs.ReadFile(programmes.FS, name)
	require.NoError(t, err)
	return data
}

func dhe2019(t testing.TB) Book {
	t.Helper()
	b, err := Parse("dhe-2019.yaml", shipped(t, "dhe-2019.yaml"))
	require.NoError(t, err)
	return b
}

func TestTheRuleBookHasTheNumbersOfTheCall(t *testing.T) {
	t.Parallel()
	b := dhe2019(t)
	require.Equal(t, "DHE-2019", b.Reference)
	require.Equal(t, "Europe/Brussels", b.Zone)
	require.Equal(t, "EUR 932000.00", b.Budget.String())

	dates := []string{
		b.Dates.Publication.String(), b.Dates.Opening.String(), b.Dates.Webinars[0].On.String(), b.Dates.Webinars[1].On.String(),
		b.Dates.Deadline.On.String(), b.Dates.Award.String(), b.Dates.Start.String(),
	}
	require.Equal(t, []string{"2019-06-11", "2019-06-11", "2019-06-14", "2019-06-25", "2019-08-07", "2019-09-16", "2019-10-14"}, dates)
	rule, err := b.DeadlineRule("p-test")
	require.NoError(t, err)
	require.Equal(t, time.Date(2019, 8, 7, 15, 0, 0, 0, time.UTC), rule.Instant)
	require.True(t, rule.Inclusive)

	ceilings := map[string]string{}
	for _, typ := range b.Types {
		ceilings[typ.ID] = typ.Ceiling.String()
		require.NotEmpty(t, typ.Closure, typ.ID)
	}
	require.Equal(t, map[string]string{
		"knowledge-exchange": "EUR 5000.00", "adaptation": "EUR 9500.00", "partial-adoption": "EUR 17000.00", "full-adoption": "EUR 43000.00",
	}, ceilings)

	topics := make([]int, 0, len(b.Priorities))
	for _, p := range b.Priorities {
		topics = append(topics, len(p.Topics))
	}
	require.Equal(t, []int{4, 5, 8}, topics, "the lists of the call summary")
	require.Equal(t, call.Stop, b.Award.Policy)
	require.Equal(t, 12, b.Running.Months)
	require.Equal(t, calendar.Length{N: 28, Unit: calendar.Days}, b.Contract.SignWithin)
	require.Equal(t, "EUR 60000.00", b.Retention.SmallUpTo.String())
	_, err = b.Calendar()
	require.NoError(t, err)
}

func TestTheBookIsPinnedByTheHashOfItsBytes(t *testing.T) {
	t.Parallel()
	b := dhe2019(t)
	sum := sha256.Sum256(shipped(t, "dhe-2019.yaml"))
	require.Equal(t, hex.EncodeToString(sum[:]), b.SHA256)
	require.Equal(t, shipped(t, "dhe-2019.yaml"), b.Source)
	loaded, err := Load("../../programmes/dhe-2019.yaml")
	require.NoError(t, err)
	require.Equal(t, b.SHA256, loaded.SHA256)
}

// Whatever a reader sees in the file, a mark says where it comes from.
func TestEveryValueHasASourceOrIsASample(t *testing.T) {
	t.Parallel()
	for _, name := range append(tenderFiles(t), "dhe-2019.yaml") {
		root, ps := read(name, shipped(t, name))
		require.Empty(t, ps)
		var walk func(v *value, covered bool)
		walk = func(v *value, covered bool) {
			covered = covered || v.marked() != nil
			for _, f := range v.fields {
				walk(f, covered)
			}
			if v.shape == leaf && v.parent != nil && !strings.HasPrefix(v.path(), "/sources/") {
				require.True(t, covered, "%s:%d: %s has neither a source nor why it is a sample", name, v.line, v.path())
			}
		}
		walk(root, false)
	}
}

// What no source gives must not look like a fact (and the other way round).
func TestWhatNoSourceGivesIsASample(t *testing.T) {
	t.Parallel()
	marks := map[string]call.Mark{}
	for _, m := range dhe2019(t).Marks {
		marks[m.Path] = m
	}
	for _, path := range []string{
		"/dates/deadline/at", "/dates/deadline/inclusive", "/dates/deadline/grace", "/evaluation/criteria", "/evaluation/threshold",
		"/evaluation/per_tender", "/award/ties", "/running/log_within", "/running/interim_month", "/contract/latest_start",
		"/retention/years", "/retention/small_up_to", "/reminders/at", "/reminders/ladders", "/holidays",
	} {
		require.True(t, marks[path].Sample, path)
		require.NotEmpty(t, marks[path].Why, path)
	}
	for _, path := range []string{
		"/budget", "/zone", "/dates/publication", "/dates/opening", "/dates/webinars", "/dates/deadline/date", "/dates/award", "/dates/start",
		"/types/0/ceiling", "/types/1/ceiling", "/types/2/ceiling", "/types/3/ceiling", "/priorities", "/award/policy", "/running/months",
	} {
		require.False(t, marks[path].Sample, path)
		require.NotEmpty(t, marks[path].Source, path)
	}
}

func TestHolidaysAreThoseOfBelgium(t *testing.T) {
	t.Parallel()
	listed := map[string]bool{}
	for _, h := range dhe2019(t).Holidays {
		listed[h.On.String()] = true
	}
	computed := map[string]bool{}
	for year := 2019; year <= 2024; year++ {
		for _, d := range []calendar.Date{
			{Year: year, Month: 1, Day: 1},
			{Year: year, Month: 5, Day: 1},
			{Year: year, Month: 7, Day: 21},
			{Year: year, Month: 8, Day: 15},
			{Year: year, Month: 11, Day: 1},
			{Year: year, Month: 11, Day: 11},
			{Year: year, Month: 12, Day: 25},
			easter(year).AddDays(1), easter(year).AddDays(39), easter(year).AddDays(50),
		} {
			computed[d.String()] = true
		}
	}
	require.Equal(t, computed, listed)
}

// easter is Easter Sunday, after Gauss for the years 1900 to 2099.
func easter(year int) calendar.Date {
	d := (19*(year%19) + 24) % 30
	e := (2*(year%4) + 4*(year%7) + 6*d + 5) % 7
	if d == 29 && e == 6 || d == 28 && e == 6 && year%19 > 10 {
		e -= 7
	}
	return calendar.Date{Year: year, Month: time.March, Day: 22}.AddDays(d + e)
}

func TestPeopleAreSamplesAndEveryRoleIsFilled(t *testing.T) {
	t.Parallel()
	people, err := ParsePeople("people.yaml", shipped(t, "dhe-2019.people.yaml"))
	require.NoError(t, err)
	for _, p := range people.People {
		require.Contains(t, p.Name, "Sample")
		require.True(t, strings.HasSuffix(p.Email, ".example"), "%s could be somebody's address", p.Email)
	}
	for _, role := range append(law.StaffRoles(), law.Evaluator) {
		require.NotEmpty(t, people.Roles[role], role)
	}
	require.Len(t, people.Roles[law.Evaluator], 6)
	require.Contains(t, string(shipped(t, "dhe-2019.people.yaml")), "SAMPLE PEOPLE")
	book := strings.ToLower(string(shipped(t, "dhe-2019.yaml")))
	for _, p := range people.People {
		require.NotContains(t, book, strings.ToLower(p.Name), "a rule book names no person")
	}
	_, found := people.Person("eva-6")
	require.True(t, found)
}

func tenderFiles(t testing.TB) []string {
	t.Helper()
	names, err := fs.Glob(programmes.FS, "tenders/*.yaml")
	require.NoError(t, err)
	require.Len(t, names, 6)
	return names
}

func TestTendersFitTheCall(t *testing.T) {
	t.Parallel()
	book := dhe2019(t)
	people, err := ParsePeople("people.yaml", shipped(t, "dhe-2019.people.yaml"))
	require.NoError(t, err)
	total := money.Zero("EUR")
	for _, name := range tenderFiles(t) {
		tender, err := ParseTender(name, shipped(t, name))
		require.NoError(t, err)
		typ, known := book.Type(tender.Type)
		require.True(t, known, name)
		require.False(t, typ.Ceiling.LessThan(tender.Costs.Total()), "%s is above the ceiling", name)
		require.True(t, book.Topic(tender.Priority, tender.Topic), name)
		require.Greater(t, len(tender.Countries(append(tender.Originators[:1:1], tender.Adopters...))), 1, "%s: nobody is abroad", name)
		contractor, _ := tender.Organisation(tender.Contractor)
		require.True(t, twinning.Member("EU", contractor.Country, book.Dates.Deadline.On), name)
		for _, alias := range []string{tender.Contact, tender.Signatory} {
			_, known := people.Person(alias)
			require.True(t, known, "%s: %s", name, alias)
		}
		require.Len(t, tender.Documents, len(book.Eligibility.Documents))
		require.NotEmpty(t, tender.Sources)
		total = total.Add(tender.Costs.Total())
	}
	require.True(t, total.LessThan(book.Budget))
	telecare := strings.ToLower(string(shipped(t, "tenders/digital-telecare.yaml")))
	require.Contains(t, telecare, "call of 2020")
}
