package letters_test

import (
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/letters"
)

var deskLink = regexp.MustCompile(`https://desk\.example(/[^\s?]*)`)

// A letter leads to the page that it is about, and not to where everything waits.
func TestALetterLeadsToThePageThatItIsAbout(t *testing.T) {
	t.Parallel()
	led := map[string]string{}
	for _, name := range letters.Templates() {
		l := sample(name)
		l.Desk = "https://desk.example"
		m, err := letters.Write(l, origin)
		require.NoError(t, err)
		found := deskLink.FindStringSubmatch(m.Text)
		require.NotNil(t, found, name)
		led[name] = found[1]
	}
	for name, path := range map[string]string{
		"entry-submitted": "/entries/HEALTH-K7Q2MDAAAAAA", "entry-returned": "/entries/HEALTH-K7Q2MDAAAAAA", "interest-expressed": "/interests/HEALTH-4KX2PAAAAAAA",
		"introduction": "/interests/HEALTH-4KX2PAAAAAAA", "payment-run-prepared": "/calls/DHE-2019/payments/3", "payment-returned": "/calls/DHE-2019/payments/3",
		"evaluator-assigned": "/tenders/DHE-2019-7Q2MXA/score", "log-returned": "/tenders/DHE-2019-7Q2MXA/months/3", "budget-freed": "/calls/DHE-2019/ranking",
		"survey-extended": "/surveys/EHN-2021", "meeting-convened": "/bodies/EHN/meetings/20", "vote-opened": "/bodies/EHN/decisions/d1", "erasure-waits": "/erasures",
		"masterclass-held": "/masterclasses/TRIESTE-2024", "pairing-proposed": "/initiatives/CAPACITYHD", "reminder": "/tenders/DHE-2019-7Q2MXA",
	} {
		require.Equal(t, path, led[name], name)
	}
	everywhere := map[string]bool{ // a role, and what only operators mend
		"administrator-given": true, "administrator-withdrawn": true, "programme-role-given": true, "programme-role-withdrawn": true,
	}
	for name, path := range led {
		require.Equal(t, everywhere[name], path == "/today", "%s leads to %s", name, path)
	}
}
