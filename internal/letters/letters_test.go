package letters_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/letters"
)

// golden compares with a file in testdata; UPDATE_GOLDEN=1 writes it anew.
func golden(t *testing.T, name, got string) {
	path := filepath.Join("testdata", name)
	if os.Getenv("UPDATE_GOLDEN") != "" {
		require.NoError(t, os.WriteFile(path, []byte(got), 0o644))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, string(want), got)
}

func TestEachLetterReadsAsItIsKept(t *testing.T) {
	t.Parallel()
	for _, name := range letters.Templates() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Contains(t, samples(), name)
			m, err := letters.Write(sample(name), origin)
			require.NoError(t, err)
			golden(t, name+".txt", "Subject: "+m.Subject+"\n\n"+m.Text)
		})
	}
}

func TestEachLetterHasTheSalutationTheReferenceAndWhereItsFateStands(t *testing.T) {
	t.Parallel()
	for _, name := range letters.Templates() {
		m, err := letters.Write(sample(name), origin)
		require.NoError(t, err)
		require.True(t, strings.HasPrefix(m.Text, "Dear Renée Müller-Sánchez,\n\n"), name)
		require.Contains(t, m.Text, "\nReference: DHE-2019")
		require.Contains(t, m.Text, "\nThis is letter 12/0 of the record of "+stream+".")
		require.NotContains(t, m.Text, "\n\n\n", name)
		require.NotContains(t, m.Text, "no value", name)
		require.Equal(t, 1, strings.Count(m.Text, "Renée"), "only the salutation names the person")
		require.NotContains(t, m.Text, "renee@")
		for line := range strings.Lines(m.Text) {
			require.True(t, len(line) <= 77 || strings.HasPrefix(line, "    "), "%s: %s", name, line)
			require.Equal(t, strings.TrimRight(line, " \n"), strings.TrimRight(line, "\n"), name)
		}
	}
}

func TestNoTwoKindsOfLetterLookTheSame(t *testing.T) {
	t.Parallel()
	seen := map[string]string{}
	for _, name := range letters.Templates() {
		m, err := letters.Write(sample(name), origin)
		require.NoError(t, err)
		kind, _, ok := strings.Cut(m.Subject, ":")
		require.True(t, ok, "the subject %q of %s begins with what it is about", m.Subject, name)
		require.Empty(t, seen[kind], "%s and %s begin with %q", name, seen[kind], kind)
		require.NotRegexp(t, `\d`, kind, "it is the same in each letter of its kind")
		seen[kind] = name
	}
}

func TestAWordThatIsMissingIsAnError(t *testing.T) {
	t.Parallel()
	for _, name := range letters.Templates() {
		for _, need := range letters.Needs(name) {
			l := sample(name)
			delete(l.Words, need)
			_, err := letters.Write(l, origin)
			require.EqualError(t, err, `the letter `+name+` needs the word "`+need+`", which is missing`)
		}
	}
}

func TestAWordThatIsEmptyIsAnErrorUnlessTheLetterCanDoWithoutIt(t *testing.T) {
	t.Parallel()
	may := map[string]bool{
		"eligible/reason": true, "awarded/why": true, "reserve/why": true, "rejected/why": true, "budget-freed/why": true, "unjudged/kind": true,
		"awarded/amount": true, "reserve/amount": true, "contract-in-force/amount": true, "reserve-fundable/amount": true, "reserve-fundable/left": true, "interest-declined/why": true,
		"twinning-meeting-planned/place": true, "twinning-meeting-moved/place": true,
	}
	for _, name := range letters.Templates() {
		for _, need := range letters.Needs(name) {
			l := sample(name)
			l.Words[need] = " \n"
			m, err := letters.Write(l, origin)
			if may[name+"/"+need] {
				require.NoError(t, err)
				if strings.HasSuffix(need, "why") || strings.HasSuffix(need, "reason") {
					require.NotContains(t, m.Text, "The reason given")
				}
				require.NotContains(t, m.Text, "\n\n\n")
				continue
			}
			require.ErrorContains(t, err, "which is empty", "%s/%s", name, need)
		}
	}
}

func TestAnInvitationLeadsToTheDeskOrWhereNoneIsKnownToTheCommand(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"invitation", "invitation-to-tender", "invitation-to-programme", "invitation-to-take-part"} {
		l := sample(name)
		l.Secret = "5ec2e7"
		m, err := letters.Write(l, origin)
		require.NoError(t, err)
		require.Regexp(t, `    twinning invitation accept (DHE-2019-ABCDEFGHIJ|DigitalHealthEurope-ABCDEFGHIJKL|EHN-2021-ABCDEFGHIJKLMN) 5ec2e7`, m.Text)
		require.NotContains(t, m.Text, "http")
		l.Desk = "https://desk.example.org/"
		m, err = letters.Write(l, origin)
		require.NoError(t, err)
		require.Regexp(t, `    https://desk.example.org/invitations/(DHE-2019-ABCDEFGHIJ|DigitalHealthEurope-ABCDEFGHIJKL|EHN-2021-ABCDEFGHIJKLMN)\?secret=5ec2e7`, m.Text)
		require.NotContains(t, m.Text, "twinning invitation accept")
	}
}

func TestALetterThatDoesNotExistIsAnError(t *testing.T) {
	t.Parallel()
	_, err := letters.Write(sample("horoscope"), origin)
	require.EqualError(t, err, `there is no letter "horoscope"`)
	require.Nil(t, letters.Needs("horoscope"))
}

func TestADateThatIsNoneIsAnError(t *testing.T) {
	t.Parallel()
	for _, due := range []string{"soon", "2020-02-30", "30.01.2020"} {
		l := sample("reminder")
		l.Words["due"] = due
		_, err := letters.Write(l, origin)
		require.ErrorContains(t, err, "the letter reminder")
	}
}

func TestALetterOfACallHasTheCallAsItsReference(t *testing.T) {
	t.Parallel()
	l := sample("overdue")
	l.Stream = "call/DHE-2019"
	l.Words = map[string]string{"call": "DHE-2019", "what": "award decision", "due": "2019-09-16", "lapse": "Nothing is decided by itself."}
	m, err := letters.Write(l, origin)
	require.NoError(t, err)
	require.Equal(t, "Overdue: award decision was due by Monday, 16 September 2019 (DHE-2019)", m.Subject)
	require.Contains(t, m.Text, "\nReference: DHE-2019\n")
}

func TestTheSameLetterHasTheSameMessageIDForEver(t *testing.T) {
	t.Parallel()
	l := sample("reminder")
	m, err := letters.Write(l, origin)
	require.NoError(t, err)
	require.Equal(t, "bnwe3xawuvevaf32ja2yuorf6iuge4lvh5wrbjlify244msmvtfq@ledger.programme.example", m.MessageID)
	l.To.Name, l.To.Email = "R. Müller", "other@region.example"
	again, err := letters.Write(l, origin)
	require.NoError(t, err)
	require.Equal(t, m.MessageID, again.MessageID, "it does not depend on where the person is written to")
}

func TestAnotherLetterHasAnotherMessageID(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, change := range []func(*letters.Letter, *string){
		func(*letters.Letter, *string) {},
		func(l *letters.Letter, _ *string) { l.ID = "12/1" },
		func(l *letters.Letter, _ *string) { l.ID = "1/20" },
		func(l *letters.Letter, _ *string) { l.Stream += "2" },
		func(_ *letters.Letter, o *string) { *o += "/second" },
	} {
		l, o := sample("reminder"), origin
		change(&l, &o)
		m, err := letters.Write(l, o)
		require.NoError(t, err)
		require.Regexp(t, regexp.MustCompile(`^[a-z2-7]{52}@ledger\.programme\.example$`), m.MessageID)
		require.False(t, seen[m.MessageID])
		seen[m.MessageID] = true
	}
}

func TestAPersonWhoWasErasedIsNotWrittenTo(t *testing.T) {
	t.Parallel()
	l := sample("reminder")
	l.To = letters.Person{ID: "p-4kx2pa7q2m"}
	_, err := letters.Write(l, origin)
	require.ErrorIs(t, err, letters.ErrNoAddress)
	require.EqualError(t, err, "no address is known: the person was erased, or never had one")
}

func TestAnAddressThatIsNoneIsRefusedWithoutRepeatingIt(t *testing.T) {
	t.Parallel()
	for _, email := range []string{
		"renee", "@region.example", "renee@", "renee@region..example", "renee@-region.example", "a@b@region.example x",
		"renee@region.example\r\nRCPT TO:<eve@evil.example>", "renee@region.example\nBcc: eve@evil.example", "Renée <renee@region.example>",
		"<renee@region.example>", "renee@region.example, eve@evil.example", "re nee@region.example", `"renée"@region.example`, `"a b"@region.example`,
		"renee@localhost", "renee@127.0.0.1", "renee@[IPv6:::1]", "renee..m@region.example", "renee.@region.example", "ren\u202Eee@region.example",
		"ren\u200Bee@region.example", "ren\xffee@region.example", strings.Repeat("é", 33) + "@region.example", "renee@region_office.example", "renee@xn--.example",
		"renee@[127.0.0.1]", strings.Repeat("r", 65) + "@region.example", "r@" + strings.Repeat("region.", 40) + "example", "renee\x00@region.example", ".renee@region.example",
	} {
		l := sample("reminder")
		l.To.Email = email
		_, err := letters.Write(l, origin)
		require.ErrorIs(t, err, letters.ErrAddress, "%q", email)
		require.NotContains(t, err.Error(), "ren", "errors are recorded")
	}
}

func TestADomainInAnyAlphabetIsWrittenInASCII(t *testing.T) {
	t.Parallel()
	l := sample("reminder")
	l.To.Email = "renee@Région.example"
	m, err := letters.Write(l, origin)
	require.NoError(t, err)
	require.Equal(t, "renee@xn--rgion-bsa.example", m.ToEmail)
}

func TestOneMailboxIsRecognisedHoweverItIsWritten(t *testing.T) {
	t.Parallel()
	require.Equal(t, letters.Mailbox("Renee@Région.example"), letters.Mailbox("renee@xn--rgion-bsa.EXAMPLE"))
	require.Equal(t, letters.Mailbox("rene\u0301e@region.example"), letters.Mailbox("ren\u00e9e@region.example"))
	require.NotEqual(t, letters.Mailbox("renee@region.example"), letters.Mailbox("renée@region.example"))
	require.NotEqual(t, letters.Mailbox("renee"), letters.Mailbox("rene"))
}

func TestWhatALetterMustHaveIsAskedFor(t *testing.T) {
	t.Parallel()
	for what, change := range map[string]func(*letters.Letter, *string){
		`"12" is not the id of a letter`:           func(l *letters.Letter, _ *string) { l.ID = "12" },
		`"12/0\r\nX: y" is not the id of a letter`: func(l *letters.Letter, _ *string) { l.ID = "12/0\r\nX: y" },
		"needs the stream":                         func(l *letters.Letter, _ *string) { l.Stream = "" },
		"needs the instant":                        func(l *letters.Letter, _ *string) { l.At = time.Time{} },
		"does not begin with a domain":             func(_ *letters.Letter, o *string) { *o = "our ledger" },
		`the origin "" does`:                       func(_ *letters.Letter, o *string) { *o = "" },
	} {
		l, o := sample("reminder"), origin
		change(&l, &o)
		_, err := letters.Write(l, o)
		require.ErrorContains(t, err, what)
	}
}
