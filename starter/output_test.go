package main

import (
	"bytes"
	"testing"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/stretchr/testify/require"
)

// The stack that was named is named in what is advised, as a shell takes it, and in nothing that somebody else wrote.
func TestAdviceNamesTheStackAsAShellTakesItAndChangesNobodysWords(t *testing.T) {
	var talk bytes.Buffer
	a := newApp(nil, &talk, &talk)
	a.flags.data = "my stack/100%/it's"
	named := `twinning --data 'my stack/100%/it'\''s'`
	require.Equal(t, named, a.program())
	a.say("%s: there is no invitation; `twinning invitation send` sends one", "see `twinning call list`")
	require.Equal(t, "see `twinning call list`: there is no invitation; `"+named+" invitation send` sends one\n", talk.String())

	talk.Reset()
	a.end(t.Context(), usage("%q is no number; `twinning tender show` lists the letters that did not come", "`twinning x`"), nil)
	require.Contains(t, talk.String(), `"`+"`twinning x`"+`" is no number; `+"`"+named+" tender show` lists")

	talk.Reset()
	a.end(t.Context(), &failure{code: exitRefused, what: "refused: ask `twinning x`", next: "`twinning verify` says where"}, nil)
	require.Contains(t, talk.String(), "refused: ask `twinning x`")
	require.Contains(t, talk.String(), "`"+named+" verify` says where")

	a.flags.data = "/srv/stack-1"
	require.Equal(t, "twinning --data /srv/stack-1", a.program())
}

// A code that heads a column, or names a value, is no heading of ours, even where one of ours is spelt as it is.
func TestACodeThatIsSpeltAsAHeadingOfOursIsNotTranslated(t *testing.T) {
	on := sheet{tell: narrator("fr")}
	columns(&on, table.Row{verbatim("reason"), "reason"}, []table.Row{{"1", "2"}})
	require.Regexp(t, `^reason +motif`, on.String())
	on.Reset()
	fields(&on, verbatim("reason"), "1", "reason", "2")
	require.Regexp(t, `^  reason +1\n  motif +2`, on.String())
}
