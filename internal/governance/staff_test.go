package governance_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/governance"
	"twinning.example/engine/internal/law"
)

func TestSomebodyAlwaysSteersALife(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		comes, gone, refused string
		after                []string
	}{
		{"p-c", "", "", []string{"p-a", "p-b", "p-c"}},
		{"p-c", "p-a", "", []string{"p-b", "p-c"}},
		{"", "p-b", "", []string{"p-a"}},
		{"", "p-c", "staff/not-of-it", nil},
		{"p-b", "", "staff/of-it-already", nil},
		{"p-b", "p-a", "staff/of-it-already", nil},
	} {
		c := governance.StaffChange{Comes: x.comes, Gone: x.gone, Why: "another post"}
		require.NoError(t, c.Check())
		e, err := c.Of("survey/X", []string{"p-a", "p-b"}, law.Receipt{Actor: "p-a"})
		if x.refused != "" {
			no, refused := law.Refused(err)
			require.True(t, refused)
			require.Equal(t, x.refused, calltest.RuleAndCode(no))
			continue
		}
		require.NoError(t, err)
		require.Equal(t, x.after, e.Officers)
	}
	_, err := governance.StaffChange{Gone: "p-a", Why: "another post"}.Of("survey/X", []string{"p-a"}, law.Receipt{})
	no, refused := law.Refused(err)
	require.True(t, refused)
	require.Equal(t, "staff/nobody-left", calltest.RuleAndCode(no))
	for _, c := range []governance.StaffChange{{Why: "nobody"}, {Comes: "p-a", Gone: "p-a", Why: "the same"}, {Comes: "p-a"}, {Comes: "p a", Why: "no id"}} {
		require.Error(t, c.Check())
	}
}

// Whoever takes part in a life does not steer it, from the edition of the law on that says so.
func TestWhoTakesPartDoesNotSteer(t *testing.T) {
	t.Parallel()
	life := governance.Steered{Stream: "survey/X", Begun: true, Officers: []string{"p-a"}, TakesPart: func(person string) bool { return person == "p-b" }}
	c := governance.StaffChange{Comes: "p-b", Why: "another post"}
	_, err := c.In(life, nothing{}, law.Receipt{Actor: "p-a", Edition: law.Newest})
	no, refused := law.Refused(err)
	require.True(t, refused)
	require.Equal(t, "staff/takes-part", calltest.RuleAndCode(no))
	_, err = c.In(life, nothing{}, law.Receipt{Actor: "p-a", Edition: law.Edition1})
	require.NoError(t, err)
}

type nothing struct{}

func (nothing) State(string) law.State  { return nil }
func (nothing) Streams(string) []string { return nil }
