package calltest

import (
	"go/token"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/law"
)

func TestOnlyARefusalThatWasReadCountsAsProduced(t *testing.T) {
	named := map[string]token.Position{"a/read": {}, "a/reason": {}, "a/in-a-list": {}, "a/made": {Filename: "x.go", Line: 7, Column: 1}, "a/excused": {}}
	law.WhenRead(produced)
	reason := law.Because("", law.Reason{Code: "a/in-a-list"})
	read := law.Refuse("a", "read", law.BecauseOf("why", law.Refusal{Rule: "a", Code: "reason"}), law.Param{Name: "all", Type: law.TypeList, List: []law.Param{reason}})
	_ = law.Refuse("a", "made") // and nobody looks at it
	require.Empty(t, misjudged(named, func(refusal string) bool { return refusal != "a/excused" }, map[string]string{"a/excused": "nothing leads there"}))
	require.Len(t, misjudged(named, wasProduced, nil), 5, "nothing has been read yet")
	require.ErrorContains(t, read, "a/read")
	require.Equal(t, []string{"a/excused: -: no test was refused with it", "a/made: x.go:7:1: no test was refused with it"}, misjudged(named, wasProduced, nil))
	require.Equal(t, []string{"a/made: x.go:7:1: no test was refused with it"}, misjudged(named, wasProduced, map[string]string{"a/excused": "nothing leads there"}))
	require.Contains(t, misjudged(named, wasProduced, map[string]string{"a/read": "nothing leads there"}), "a/read is produced by a test: take it from the list of those that are not")
	require.Contains(t, misjudged(named, wasProduced, map[string]string{"a/gone": "nothing leads there"}), "a/gone is no refusal of this law: take it from the list of those that are not produced")
}
