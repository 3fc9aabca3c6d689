package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/governance"
	"twinning.example/engine/internal/lives"
	"twinning.example/engine/internal/query"
)

// What today says settles something can be typed.
func TestWhatSettlesSomethingThatWaitsIsACommandOfThisProgram(t *testing.T) {
	t.Parallel()
	root := newApp(nil, nil, nil).root()
	sends := map[string]bool{}
	for _, k := range lives.All() {
		for _, kind := range k.Law.Commands().Kinds() {
			sends[kind] = true
		}
	}
	for kind := range settling {
		require.True(t, sends[kind], "no life takes %s", kind)
		row := query.WaitRow{Stream: "twinning/DHE-2019/K7Q2MD", Command: kind, About: map[string]string{
			"month": "1", "report": "final", "expense": "travel", "step": "verify", "tender": "DHE-2019-K7Q2MD", "claim-id": "travel", "number": "1", "role": "contact",
		}}
		line := strings.Fields(settledBy(row))
		require.Equal(t, "twinning", line[0])
		require.NotContains(t, strings.Join(line, " "), "{", kind)
		cmd, rest, err := root.Find(line[1:])
		require.NoError(t, err, kind)
		of, _, _ := strings.Cut(settling[kind], " OF")
		of, _, _ = strings.Cut(of, " {")
		require.Equal(t, "twinning "+of, cmd.CommandPath(), kind)
		flags := slices.IndexFunc(rest, func(arg string) bool { return strings.HasPrefix(arg, "--") })
		args := rest
		if flags >= 0 {
			args = rest[:flags]
			require.NotNil(t, cmd.Flags().Lookup(strings.TrimPrefix(rest[flags], "--")), "%s: %v", kind, line)
		}
		require.NoError(t, cmd.ValidateArgs(args), "%s: %v", kind, line)
		require.NotContains(t, line, "OF")
	}
	require.Equal(t, "twinning log accept DHE-2019-K7Q2MD 3", settledBy(query.WaitRow{Stream: "twinning/DHE-2019/K7Q2MD", Command: "accept-log", About: map[string]string{"month": "3"}}))
	require.Equal(t, "twinning account confirm DHE-2019-K7Q2MD --number 1 --payee RESULT", settledBy(query.WaitRow{Stream: "twinning/DHE-2019/K7Q2MD", Command: "confirm-account", About: map[string]string{"number": "1"}}))
	require.Equal(t, "twinning survey answer EHN-2027 SE FILE", settledBy(query.WaitRow{Stream: "survey/EHN-2027", Command: "answer-survey", About: map[string]string{"country": "SE"}}))
	require.Equal(t, "twinning body minutes EHN 20 FILE", settledBy(query.WaitRow{Stream: "body/EHN", Command: "draft-minutes", About: map[string]string{"meeting": "20"}}))
	require.Equal(t, "twinning body minutes EHN MEETING FILE", settledBy(query.WaitRow{Stream: "body/EHN", Command: "draft-minutes"}))
	require.Equal(t, "twinning body approve EHN 20", settledBy(query.WaitRow{Stream: "body/EHN", Command: "approve-minutes", About: map[string]string{"meeting": "20", "at": ""}}), "in writing")
	require.Equal(t, "twinning body approve EHN 20 21", settledBy(query.WaitRow{Stream: "body/EHN", Command: "approve-minutes", About: map[string]string{"meeting": "20", "at": "21"}}))
	erasure := settledBy(query.WaitRow{Stream: governance.AdministrationStream, Code: "settle-erasure", About: map[string]string{"person": "p-abcdefghij"}})
	for _, one := range strings.Split(erasure, " | ") {
		cmd, rest, err := root.Find(strings.Fields(one)[1:])
		require.NoError(t, err)
		require.Equal(t, "p-abcdefghij", rest[0])
		require.NoError(t, cmd.ParseFlags(rest[1:]), one)
	}
	require.Equal(t, phrased("administration"), lifeCalled(governance.AdministrationStream), "its reference is a code")
	require.Equal(t, "twinning body vote EHN DECISION MEMBER VOTE", settledBy(query.WaitRow{Stream: "body/EHN", Command: "cast-vote"}))
}
