package explain

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAPartyLearnsNoOtherTenderFromAReferenceNorFromAStream(t *testing.T) {
	t.Parallel()
	s := readerView{masked: strings.NewReplacer(), other: tendersOf("DHE-2019"), own: map[string]bool{"DHE-2019-AAAAAA": true}, another: "another tender"}
	for text, want := range map[string]string{
		"DHE-2019-BBBBBB is ahead of DHE-2019-AAAAAA":      "another tender is ahead of DHE-2019-AAAAAA",
		"closed in twinning/DHE-2019/BBBBBB":               "closed in twinning/another tender",
		"received in twinning/DHE-2019/BBBBBB/in":          "received in twinning/another tender/in",
		"received in twinning/DHE-2019/AAAAAA/in":          "received in twinning/DHE-2019/AAAAAA/in",
		"DHE-2019-2 follows call/DHE-2019":                 "DHE-2019-2 follows call/DHE-2019",
		"opened in call/DHE-2019, with no tender in sight": "opened in call/DHE-2019, with no tender in sight",
	} {
		require.Equal(t, want, s.covered(text))
	}
}
