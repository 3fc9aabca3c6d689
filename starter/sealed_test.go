package main

import (
	"encoding/hex"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/export"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/ledger/ledgertest"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/pgbin"
)

// planted is a tender whose every field is a word that stands nowhere else.
const planted = `title: Zyxtitle
type: zyxtype
priority: zyxpriority
topic: zyxtopic
solution: Zyxsolution of zyxxes.
plan: Zyxplan.
description: Zyxdescription.
months: 7
organisations:
  - {id: zyxone, name: Zyxorganisation One, country: KI}
  - {id: zyxtwo, name: Zyxorganisation Two, country: VU}
originators: [zyxone]
adopters: [zyxtwo]
tenderer: zyxone
contractor: zyxone
contact: mask-contact
signatory: mask-signatory
costs: {personnel: EUR 31337.13, direct: EUR 1.00, subcontracting: EUR 1.00}
documents: [{id: zyxdocument, name: Zyxform, sha256: 9f88e916ccd9238555d51e94a4130309082a72dbb394691816890a6dbc9c787e, size: 24}]
exclusion: true
sources: ["/title: zyxsource"]
`

// leak finds a word of the planted tenders: a text, an amount in any of its
// forms, a country, an alias of who tenders, or what a refusal says of them.
var leak = regexp.MustCompile(`(?i:zyx(?:description|document|form|one|organisation|plan|priority|reason|solution|source|title|topic|two|type|xes))|31,?337[.,]13|31,?339[.,]13|\b(mask|kwido)-(contact|signatory)\b|[^A-Za-z0-9+/=](KI|VU)[^A-Za-z0-9+/=]|cannot be a party|are in USD`)

// readable are the commands that only read, with arguments for every kind of thing
// they may be asked about. A command without arguments here reads nothing of a
// ledger, or stops the machine; which, stands beside it.
func readable() map[string][]string {
	const call, withdrawn, refused = "DHE-2019", "$WITHDRAWN", "$REFUSED"
	of := func(more ...string) []string {
		var all []string
		for _, ref := range []string{call, "$TENDER", withdrawn, refused} {
			all = append(all, ref)
			for _, m := range more {
				all = append(all, ref+" "+m)
			}
		}
		return all
	}
	return map[string][]string{
		"twinning award show":          {call},
		"twinning call list":           {""},
		"twinning call show":           {call, call + " --at 2019-06-12T12:00"},
		"twinning call book":           {call, call + " --at 2019-06-12T12:00"},
		"twinning call dates":          {call, call + " --ical", call + " --at 2019-06-12T12:00 --recorded"},
		"twinning role list":           {call},
		"twinning call attempts":       {call},
		"twinning tender list":         {"", "--call " + call, "--at 2019-06-12T12:00Z", "--call " + call + " --at 2019-06-12T12:00 --recorded"},
		"twinning tender show":         of("--at 2019-06-12T12:00")[2:],
		"twinning show":                of("--position 30", "--at 2019-06-12T12:00", "--at 2019-06-12T12:00 --recorded"),
		"twinning history":             of("--letters", "--at 2019-06-12T12:00"),
		"twinning obligations":         append(of("--open"), ""),
		"twinning amendment show":      of()[1:],
		"twinning closure show":        of()[1:],
		"twinning meeting list":        of()[1:],
		"twinning log show":            of("1")[2:],
		"twinning account show":        of(),
		"twinning recovery show":       of(),
		"twinning contract show":       of("--start 2019-12-01")[2:],
		"twinning letters":             {""},
		"twinning today":               {""},
		"twinning letter list":         {call},
		"twinning letter preview":      {call + " awarded", call + " reminder --language de"},
		"twinning people list":         {""},
		"twinning receipt show":        {"$TENDER sealed-1", "$TENDER sealed-2", "$TENDER sealed-3", withdrawn + " sealed-5", withdrawn + " sealed-6", refused + " sealed-7"},
		"twinning status":              {""},
		"twinning verify":              {"", "--all"},
		"twinning checkpoint":          {"", "--note"},
		"twinning lives list":          {""},
		"twinning nudge":               {"--all --wait 0s", call + " --wait 0s"},
		"twinning lives restore":       {"--wait 0s"},
		"twinning views check":         {""},
		"twinning views rebuild":       {""},
		"twinning explain stages":      {"", "--mermaid"},
		"twinning explain":             of("--last", "--at 2019-06-12T12:00 --recorded"),
		"twinning award preview":       {call},
		"twinning rates list":          {call},
		"twinning payment run list":    {call},
		"twinning payment run show":    {call + " 1"},
		"twinning payment run export":  {call + " 1"},
		"twinning expense template":    {""},
		"twinning award announcements": {call},
		"twinning reserve list":        {call},
		"twinning complaint list":      {call},
		"twinning evaluation list":     {call},
		"twinning evaluation show":     of()[1:],
		"twinning evaluation export":   {call, call + " -o csv"},
		"twinning evaluator conflicts": {call},
		"twinning evidence list":       of()[1:],
		"twinning export":              exports(call, "$TENDER", withdrawn, refused),
		"twinning evidence get":        {"f-aaaaaaaaaaaaaaaaaaaaaaaaaa"},
		"twinning access log":          append(of(), ""),
		"twinning access kept":         {""},
		"twinning access could":        {"public " + call, "public $TENDER", "public " + withdrawn},
		"twinning tender draft list":   {"", "--call " + call},
		"twinning tender draft show":   {"sealed", "d-aaaaaaaaaaaaaaaa"},
		"twinning expense list":        {call, call + " --step pay"},
		"twinning expense queue":       {"", call},
		"twinning award what-if":       {"--call " + call, "--call " + call + " --policy skip"},
		"twinning award what-ifs":      {call, call + " --check"},

		"twinning tender draft save":       nil, // of a file
		"twinning tender draft drop":       nil,
		"twinning receipt check":           nil, // offline, of what somebody has
		"twinning programme list":          {""},
		"twinning invitation list":         {"", call},
		"twinning organisation list":       {"", "--find zyx"},
		"twinning organisation show":       {"AAAAAAAAAA"},
		"twinning capacity list":           {""},
		"twinning capacity show":           {"CAPACITYHD"},
		"twinning capacity board":          {"CAPACITYHD"},
		"twinning capacity twinning":       {"CAPACITYHD 1"},
		"twinning masterclass list":        {""},
		"twinning masterclass show":        {"TRIESTE-2024"},
		"twinning masterclass mine":        {""},
		"twinning masterclass people":      {"TRIESTE-2024"},
		"twinning masterclass evaluations": {"TRIESTE-2024"},
		"twinning body list":               {""},
		"twinning body show":               {"EHN"},
		"twinning body meeting":            {"EHN 20"},
		"twinning body decision":           {"EHN d1"},
		"twinning body applications":       {"EHN"},
		"twinning survey list":             {""},
		"twinning survey show":             {"EHN-2021"},
		"twinning survey answers":          {"EHN-2021 SE"},
		"twinning survey result":           {"EHN-2021"},
		"twinning market list":             {""},
		"twinning market show":             {"HEALTH"},
		"twinning market search":           {"", "HEALTH"},
		"twinning market queue":            {"HEALTH"},
		"twinning market figure":           {"HEALTH"},
		"twinning entry list":              {""},
		"twinning entry show":              {"HEALTH-AAAAAAAAAAAA"},
		"twinning entry suggest":           {"HEALTH-AAAAAAAAAAAA"},
		"twinning interest list":           {""},
		"twinning interest show":           {"HEALTH-AAAAAAAAAAAA"},
		"twinning interest parties":        {"HEALTH-AAAAAAAAAAAA"},
		"twinning organisation belong":     nil,                     // of oneself
		"twinning invitation show":         {"DHX-2019-AAAAAAAAAA"}, // there is none
		"twinning invitation send":         nil,                     // to an address
		"twinning invitation accept":       nil,                     // with what a letter said
		"twinning programme show":          {"DigitalHealthEurope"},
		"twinning admin erasures":          {""},
		"twinning admin list":              {""},
		"twinning programme check":         nil, // of a file
		"twinning call new":                nil, // of a file
		"twinning survey new":              nil, // of a file
		"twinning capacity new":            nil, // of a file
		"twinning masterclass new":         nil, // of a file
		"twinning body new":                nil, // of a file
		"twinning market new":              nil, // of a file
		"twinning tender prove":            nil, // of what its sender has
		"twinning people load":             nil, // of a file
		"twinning admin first":             nil, // as the owner of the database
		"twinning people join":             nil, // of two records
		"twinning keys create":             nil,
		"twinning keys list":               {""},
		"twinning keys register":           nil,
		"twinning keys revoke":             nil,
		"twinning erase":                   nil,
		"twinning repair":                  nil,
		"twinning man":                     nil,
		"twinning migrate":                 nil,
		"twinning up":                      nil,
		"twinning serve":                   nil,
		"twinning sign-ins":                nil, // of a stack on this machine
		"twinning demo":                    nil,
		"twinning login":                   nil, // in a browser
		"twinning logout":                  nil,
		"twinning token create":            nil,
		"twinning token list":              {""},
		"twinning token withdraw":          nil,
		"twinning evaluation sheet show":   of()[1:],
		"twinning evaluation sheet save":   nil, // of what its sender has
		"twinning evaluation sheet drop":   nil,
	}
}

// exports are what is asked for to be taken away. The summary of a programme is not: it tells of every call of it.
func exports(call string, tenders ...string) (lines []string) {
	for what, refs := range map[string][]string{
		export.Tenders: {call}, export.Ranking: {call}, export.Award: {call}, export.Budget: {call}, export.Recipients: {call},
		export.Obligations: append([]string{call}, tenders...), export.Dossier: tenders, export.Tender: tenders, export.Contract: tenders,
	} {
		for _, ref := range refs {
			lines = append(lines, what+" "+ref+" --format csv --to -")
		}
	}
	return append(lines, export.Dossier+" "+tenders[0]+" --format html --to - --at 2019-06-12T12:00")
}

// A sealedWorld has tenders that nobody but their parties may read yet.
type sealedWorld struct {
	*world
	t   *testing.T
	dir string

	shared    *ledger.Ledger // one connection for all commands
	directory *people.Directory

	refs map[string]string // $TENDER, $WITHDRAWN, $REFUSED
}

// asks runs the command in this process.
func (w *sealedWorld) asks(args ...string) (code int, said string) {
	var out strings.Builder
	a := newApp(strings.NewReader(""), &out, &out)
	a.ledger, a.people = w.shared, w.directory
	defer func() { a.ledger = nil; a.close() }() // the ledger is everybody's
	root := a.root()
	for name, ref := range w.refs {
		for i := range args {
			args[i] = strings.ReplaceAll(args[i], name, ref)
		}
	}
	root.SetArgs(args)
	err := root.ExecuteContext(w.t.Context())
	return a.end(w.t.Context(), err, args), out.String()
}

func (w *sealedWorld) must(code int, line string, more ...string) string {
	w.t.Helper()
	got, said := w.asks(append(strings.Fields(line), more...)...)
	require.Equal(w.t, code, got, "%s: %s", line, said)
	return said
}

func (w *sealedWorld) file(name, text string) string {
	path := filepath.Join(w.dir, name)
	require.NoError(w.t, os.WriteFile(path, []byte(text), 0o600))
	return path
}

// submits sends a tender and remembers its reference by a name.
func (w *sealedWorld) submits(code int, name, file, as, id string) {
	w.t.Helper()
	w.submitsTo("DHE-2019", code, name, file, as, id)
}

func (w *sealedWorld) submitsTo(call string, code int, name, file, as, id string) {
	w.t.Helper()
	said := w.must(code, "tender submit "+file+" --call "+call+" --as "+as+" --command-id "+id)
	w.refs[name] = regexp.MustCompile(call + `-[A-Z2-7]{6}\b`).FindString(said)
	require.NotEmpty(w.t, w.refs[name], said)
}

// newAskedWorld has nothing yet that could be asked about.
func newAskedWorld(t *testing.T, start time.Time) *sealedWorld {
	w := &sealedWorld{world: newWorld(t, start), t: t, dir: t.TempDir(), refs: map[string]string{}}
	for name, value := range map[string]string{
		"DATABASE_URL": ledgertest.DSN(t, ledger.RoleApp), "TWINNING_KEY_FILE": ledgertest.KeyFile(t), "TWINNING_NOTE_KEY": ledgertest.NoteKey(t), "TWINNING_SIGN_KEY": ledgertest.SignKey(t, "door"), "NO_COLOR": "1",
		"TWINNING_EVIDENCE": filepath.Join(w.dir, "evidence"),
	} {
		t.Setenv(name, value)
	}
	var err error
	w.shared, err = ledger.Open(t.Context(), ledger.Options{DSN: ledgertest.DSN(t, ledger.RoleApp), KeyFile: ledgertest.KeyFile(t), NoteKey: ledgertest.NoteKey(t), SignKey: ledgertest.SignKey(t, "every")})
	require.NoError(t, err)
	t.Cleanup(w.shared.Close)
	w.directory = people.NewDirectory(w.shared)
	return w
}

// summer is when the call of 2019 takes tenders.
var summer = time.Date(2019, time.June, 11, 8, 0, 0, 0, time.UTC)

// newSealedWorld has a tender with two refused versions; one that was withdrawn; and one that was refused only.
func newSealedWorld(t *testing.T) *sealedWorld {
	w := newAskedWorld(t, summer)
	good := w.file("good.yaml", planted)
	dollars := w.file("dollars.yaml", strings.ReplaceAll(planted, "EUR", "USD"))
	office := w.file("office.yaml", strings.ReplaceAll(planted, "contact: mask-contact", "contact: payer"))
	other := w.file("other.yaml", strings.ReplaceAll(planted, "mask-", "kwido-"))
	w.must(0, "call open ../programmes/dhe-2019.yaml --people ../programmes/dhe-2019.people.yaml --as officer")
	w.must(0, "call publish DHE-2019 --as officer")
	w.must(0, "evaluator appoint DHE-2019 eva-1 --as officer")
	w.must(0, "evaluator declare DHE-2019 --as eva-1")
	w.submits(0, "$TENDER", good, "mask-contact", "sealed-1")
	w.must(4, "tender submit "+dollars+" --tender $TENDER --as mask-contact --command-id sealed-2")
	w.must(4, "tender submit "+office+" --tender $TENDER --as mask-signatory --command-id sealed-3")
	w.submits(0, "$WITHDRAWN", other, "kwido-contact", "sealed-0")
	w.must(0, "tender withdraw $WITHDRAWN --as kwido-contact --command-id sealed-5 --reason", "zyxreason, as our zyxtitle is gone")
	w.must(0, "tender undo-withdrawal $WITHDRAWN --as kwido-contact --command-id sealed-6 --reason", "zyxreason again")
	w.must(0, "tender withdraw $WITHDRAWN --as kwido-contact --reason", "zyxreason for good")
	w.submits(4, "$REFUSED", dollars, "mask-contact", "sealed-7")
	return w
}

// readers are everybody but the tenders' own parties; the other party is asked
// for what is not theirs.
var readers = []string{"", "officer", "head", "auditor", "eva-1", "data-matters-contact", "nobody", otherParty}

const otherParty = "kwido-contact"

// silent asks everything, as everybody, in every form, and finds nothing.
func (w *sealedWorld) silent(when string) {
	w.t.Helper()
	require.Greater(w.t, w.silentTo(when, readers), 400)
}

// silentTo asks everything, as some readers, and finds nothing. It tells how often it asked.
func (w *sealedWorld) silentTo(when string, readers []string) (asked int) {
	w.t.Helper()
	for path, lines := range readable() {
		for _, line := range lines {
			named := hasFlag(path, "as")
			args := append(strings.Fields(path)[1:], strings.Fields(line)...)
			for _, as := range readers {
				theirs := !strings.Contains(line, "$TENDER") && !strings.Contains(line, "$REFUSED")
				if as != "" && !named || as == otherParty && theirs {
					continue
				}
				forms := []string{asText, asJSON, asLines}
				if as != "" {
					args, forms = append(slices.Clone(args), "--as", as), forms[:2]
				}
				for _, form := range forms {
					_, said := w.asks(append(slices.Clone(args), "-o", form)...)
					if path == "twinning people list" {
						said = regexp.MustCompile(`(?m)"alias": ?"[^"]*"|^p-\S+ +\S+`).ReplaceAllString(said, "") // it lists everybody
					}
					if as == otherParty {
						said = strings.ReplaceAll(said, otherParty, "") // it may read its own name
					}
					require.NotRegexp(w.t, leak, said, "%s: %s as %q in %s", when, path+" "+line, as, form)
					asked++
				}
			}
		}
	}
	return asked
}

// tree are all commands, to be looked at by tests that run alone.
var tree = sync.OnceValue(func() *cobra.Command { return newApp(nil, nil, nil).root() })

func hasFlag(path, flag string) bool {
	cmd, _, err := tree().Find(strings.Fields(path)[1:])
	return err == nil && cmd.Flags().Lookup(flag) != nil
}

// stored is every byte that somebody with the database, but without the keys,
// can read.
func (w *sealedWorld) stored() string {
	bin, err := pgbin.Find()
	require.NoError(w.t, err)
	dump, err := exec.CommandContext(w.t.Context(), filepath.Join(bin, "pg_dump"), ledgertest.Superuser(w.t)).Output()
	require.NoError(w.t, err)
	text := string(dump)
	require.Contains(w.t, text, law.TwinningStream(w.refs["$TENDER"]), "it is the right database")
	var plain strings.Builder
	plain.WriteString(text)
	for _, field := range regexp.MustCompile(`\\\\x([0-9a-f]+)`).FindAllStringSubmatch(text, -1) {
		bytes, err := hex.DecodeString(field[1])
		require.NoError(w.t, err)
		plain.Write(bytes)
		plain.WriteByte('\n')
	}
	return plain.String()
}

// stolen is what must not stand in the database: whole words of seven letters and
// more, since what is encrypted may look like a few.
var stolen = regexp.MustCompile(`(?i:zyx(?:description|document|form|organisation|plan|priority|reason|solution|source|title|topic|type))|31337\.13|mask-contact|"country":"(KI|VU)"|cannot be a party|are in USD`)

func TestNothingOfASealedTenderIsReadBeforeTheOpening(t *testing.T) {
	if testing.Short() {
		t.Skip("every reading command by everybody: make slow")
	}
	w := newSealedWorld(t)
	w.silent("while tenders come in")
	require.Empty(t, stolen.FindString(w.stored()), "while tenders come in")
	require.Regexp(t, leak, w.must(0, "tender show $TENDER --as mask-contact"), "its parties read it")
	require.Regexp(t, leak, w.must(0, "call attempts DHE-2019 --as mask-contact -o json"), "and why they were refused")
	require.Regexp(t, leak, w.must(0, "receipt show $TENDER sealed-2 --as mask-contact"))
	require.Contains(t, w.must(0, "call attempts DHE-2019 --as officer"), "rule: money; what it quotes of the tender is sealed")
	require.NotContains(t, w.must(0, "call attempts DHE-2019 --as data-matters-contact"), "currency", "nobody sees what others tried")

	require.NoError(t, w.stand(time.Date(2019, time.August, 7, 16, 0, 0, 0, time.UTC)))
	late := filepath.Join(w.dir, "good.yaml")
	w.must(4, "tender submit "+late+" --tender $TENDER --as mask-contact --command-id late-1")
	w.must(0, "call open-tenders DHE-2019 --as officer")
	w.silent("after the limit and one signature")
	w.must(0, "call admit-late $TENDER --until 2019-08-07T19:00 --as head --why", "the portal was slow")
	w.must(0, "tender submit "+late+" --tender $TENDER --as mask-contact")
	w.must(4, "tender submit "+late+" --tender $TENDER --as mask-contact")
	require.Regexp(t, ` late for .*[0-9a-f]{64} +admitted late as version 2`, w.must(0, "call attempts DHE-2019 --as head"))
	require.NoError(t, w.stand(time.Date(2019, time.August, 7, 18, 0, 0, 0, time.UTC)))
	require.Empty(t, stolen.FindString(w.stored()), "after a late admission")
	w.must(0, "call open-tenders DHE-2019 --as officer")
	w.must(0, "call open-tenders DHE-2019 --as head")
	require.Regexp(t, leak, w.must(0, "tender show $TENDER"), "now it is read")
	require.Regexp(t, leak, w.must(0, "tender list"))
	require.Contains(t, w.must(0, "call attempts DHE-2019 --as auditor -o json"), "are in USD")
	require.Empty(t, stolen.FindString(w.stored()), "but never without the keys")

	require.Greater(t, w.silentTo("after the opening", []string{otherParty, "data-matters-contact", "procurer", "payer", "eva-1"}), 100, "competitors, strangers, and who has no part in it yet")
	for _, as := range []string{"", " --as officer", " --as head", " --as auditor"} {
		for _, command := range []string{"show", "history", "tender show", "explain"} {
			_, said := w.asks(strings.Fields(command + " $WITHDRAWN" + as)...)
			require.NotRegexp(t, leak, strings.ReplaceAll(said, otherParty, ""), "a tender that was withdrawn while it was sealed is opened to nobody: %s%s", command, as)
		}
	}
	require.Regexp(t, leak, w.must(0, "tender show $WITHDRAWN --as kwido-contact"), "but for its own party")
}

// A command that readable, and that this test does not know, might give away what
// is sealed.
func TestEveryCommandThatReadsIsAskedAboutSealedTenders(t *testing.T) {
	t.Parallel()
	known := readable()
	a := newApp(nil, &strings.Builder{}, &strings.Builder{})
	var visit func(c *cobra.Command)
	visit = func(c *cobra.Command) {
		for _, sub := range c.Commands() {
			if sub.Name() == "help" || sub.Name() == "completion" {
				continue
			}
			if changes := sub.Flags().Lookup("wait") != nil && sub.Flags().Lookup("command-id") != nil; !sub.HasSubCommands() && !changes {
				require.Contains(t, known, sub.CommandPath(), "say in readable() how it is asked")
			}
			visit(sub)
		}
	}
	visit(a.root())
}
