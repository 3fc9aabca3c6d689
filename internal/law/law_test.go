package law_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/law"
)

type noted struct {
	Name string `json:"name"`
	law.Promise
}

func (noted) Kind() string { return "noted.v1" }

func TestACatalogueReadsWhatItKnowsAndNothingElse(t *testing.T) {
	t.Parallel()
	c := law.NewCatalogue[law.Event](noted{})
	require.Equal(t, []string{"noted.v1"}, c.Kinds())
	e, err := c.Decode("noted.v1", []byte(`{"name":"x"} `+"\n"))
	require.NoError(t, err)
	require.Equal(t, noted{Name: "x"}, e)
	zero, ok := c.Zero("noted.v1")
	require.True(t, ok)
	require.Equal(t, noted{}, zero)
	_, ok = c.Zero("other.v1")
	require.False(t, ok)
	_, err = c.Decode("other.v1", []byte(`{}`))
	require.ErrorIs(t, err, law.ErrUnknownKind)
	for body, says := range map[string]string{
		`{"title":"x"}`: "unknown field", `{"name":1}`: "name", `{} {}`: "something after its end", `{}]`: "something after its end", ``: "it is empty; write {}", `{"name"`: "unexpected EOF",
	} {
		_, err := c.Decode("noted.v1", []byte(body))
		require.ErrorContains(t, err, says, body)
	}
	require.Panics(t, func() { law.NewCatalogue[law.Event](noted{}, noted{}) })
}

func TestTheEnginesOwnEventsAreStoredAsTheyEverWere(t *testing.T) {
	t.Parallel()
	calltest.Frozen(t, "testdata/events", law.EngineEvents)
	calltest.Frozen(t, "testdata/fates", law.Fates)
	for _, kind := range law.FinalFates() {
		require.Contains(t, law.Fates.Kinds(), kind)
	}
}

func TestATextHasNoCharacterThatNobodyWrites(t *testing.T) {
	t.Parallel()
	for _, good := range []string{"", "Größe", "two\nlines\tand a tab", strings.Repeat("語", law.TextLimit)} {
		require.NoError(t, law.CheckText("plan", good))
	}
	for bad, says := range map[string]string{
		"a\x00": "U+0000", "\r\n": "U+000D", "\x7f": "U+007F", "\u0085": "U+0085", "\x1b": "U+001B", "\xc3\x28": "UTF-8",
		strings.Repeat("語", law.TextLimit+1): "20001 characters; 20000 are allowed",
	} {
		err := law.CheckText("plan", bad)
		require.ErrorContains(t, err, says)
		require.ErrorContains(t, err, "plan")
		require.Less(t, len(err.Error()), 200)
	}
	require.ErrorContains(t, law.CheckRequired("plan", " \n\t"), "plan is missing")
	require.NoError(t, law.CheckRequired("plan", " x "))
}

func TestACodeIsShortAndPrintable(t *testing.T) {
	t.Parallel()
	for _, good := range []string{"p-abc", "DHE-2019", strings.Repeat("x", 120), "!~"} {
		require.NoError(t, law.CheckCode("id", good))
	}
	for _, bad := range []string{"", "a b", "é", "a\n", "\x7f", strings.Repeat("x", 121)} {
		require.ErrorContains(t, law.CheckCode("id", bad), "id")
	}
}

func TestANumberHasNoMoreDigitsThanAnyoneNeeds(t *testing.T) {
	t.Parallel()
	for _, good := range []string{"0", "4.5", "100", "-1", "1e2", "12345678901234567890.5"} {
		require.NoError(t, law.CheckNumber("points", decimal.RequireFromString(good)))
	}
	for _, bad := range []string{"1e21", "1e-21", strings.Repeat("9", 50)} {
		require.ErrorContains(t, law.CheckNumber("points", decimal.RequireFromString(bad)), "points")
	}
}

func TestARefusalIsFoundInWhateverWrapsIt(t *testing.T) {
	t.Parallel()
	err := law.Refuse("stages", "over", law.Ref("tender", "A"), law.Word("act", "act", "withdrawing"))
	r, ok := law.Refused(fmt.Errorf("decide: %w", err))
	require.True(t, ok)
	require.Equal(t, law.Refusal{Rule: "stages", Code: "over", With: []law.Param{law.Ref("tender", "A"), law.Word("act", "act", "withdrawing")}}, *r)
	require.EqualError(t, err, "stages/over tender=A act=withdrawing")
	_, ok = law.Refused(errors.New("disk full"))
	require.False(t, ok)
	body, err := json.Marshal(r)
	require.NoError(t, err)
	require.JSONEq(t, `{"rule":"stages","code":"over","with":[{"name":"tender","type":"reference","value":"A"},{"name":"act","type":"code","of":"act","value":"withdrawing"}]}`, string(body))
}

func TestALetterGoesOnceToEachPerson(t *testing.T) {
	t.Parallel()
	letters := law.To([]string{"p-b", "p-a", "", "p-b"}, "reminder", law.Count("month", 3))
	require.Len(t, letters, 2)
	require.Equal(t, "p-b", letters[0].To)
	require.Equal(t, letters, law.Letters(noted{Promise: law.Promise{Letters: letters}}))
	require.Empty(t, law.Letters(law.HistoryKept{}))
}

func TestStreamsAndReferencesAreOfOneForm(t *testing.T) {
	t.Parallel()
	require.Equal(t, "DHE-2019", law.Reference("call/DHE-2019"))
	require.Equal(t, "DHE-2019", law.Reference("DHE-2019"))
	require.Equal(t, "DHE-2019", law.CallOf("DHE-2019-K7Q2MD"))
	require.Empty(t, law.CallOf("K7Q2MD"))
	require.Empty(t, law.CallOf("-K7Q2MD"))
	require.Equal(t, "call/X", law.CallStream("X"))
	require.Equal(t, "twinning/DHE-2019/K7Q2MD", law.TwinningStream("DHE-2019-K7Q2MD"))
	require.Equal(t, "DHE-2019-K7Q2MD", law.Reference("twinning/DHE-2019/K7Q2MD"))
	require.Empty(t, law.CallOf("DHE-2019"), "2019 is not six base32 characters")
	require.Equal(t, "procurer's signatory", law.ProcurerSignatory.Words())
	require.Equal(t, "head", law.Head.Words())
	require.NotContains(t, law.StaffRoles(), law.Evaluator, "evaluators are appointed")
}

func TestMomentsAreInOrderAndIdleOnesWakeNobody(t *testing.T) {
	t.Parallel()
	at := time.Date(2019, 8, 7, 15, 0, 0, 0, time.UTC)
	idle, real := law.Moment{At: at, Key: "a", Idle: true}, law.Moment{At: at.Add(time.Hour), Key: "b"}
	next, wakes, hasNext, hasWakes := law.First([]law.Moment{idle, real})
	require.Equal(t, []any{idle, real, true, true}, []any{next, wakes, hasNext, hasWakes})
	next, _, hasNext, hasWakes = law.First([]law.Moment{idle})
	require.Equal(t, []any{idle, true, false}, []any{next, hasNext, hasWakes})
	_, _, hasNext, hasWakes = law.First(nil)
	require.False(t, hasNext || hasWakes)
	require.Negative(t, law.CompareMoments(idle, real))
	require.Negative(t, law.CompareMoments(idle, law.Moment{At: at, Key: "b"}))
	require.Zero(t, law.CompareMoments(idle, idle))
}

func TestWhatHappenedByCommandHappenedWhenItWasReceived(t *testing.T) {
	t.Parallel()
	received, recorded := time.Unix(1, 0).UTC(), time.Unix(2, 0).UTC()
	require.Equal(t, received, law.Recorded{ReceivedAt: received, RecordedAt: recorded}.At())
	require.Equal(t, recorded, law.Recorded{RecordedAt: recorded}.At())
}
