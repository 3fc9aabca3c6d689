package format_test

import (
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"twinning.example/engine/internal/ledger/format"
)

// frozen are headers whose bytes, body hash and leaf may never change: receipts and checkpoints rest on them.
var frozen = map[string]struct {
	header       format.Header
	salt, stored string // hex, text
}{
	"full": {format.Header{
		Position: 4711, Stream: "call/DHE-2019", Version: 12, Kind: "award-released.v1",
		Recorded:  time.Date(2019, 10, 14, 15, 0, 0, 123456000, time.UTC),
		Received:  time.Date(2019, 10, 14, 14, 59, 59, 999999000, time.UTC),
		Effective: "2019-10-14", Actor: "p-abcdefghij", For: "p-klmnopqrst", Command: "9b0a3f6e-3d7a-4b5e-9b4e-7f3a2b1c0d9e",
		Cause: "4700/call/DHE-2019", Seen: 4709, Rules: "sha256:0123456789abcdef", Workflow: "call/DHE-2019", Run: "0192f0c1-run",
		Stamped: time.Date(2026, 11, 21, 23, 59, 58, 10_000_000, time.UTC), Due: time.Date(2019, 10, 14, 15, 0, 0, 0, time.UTC),
		Status: "done", Code: "in-time", Fold: 3, State: strings.Repeat("0f", 32),
	}, strings.Repeat("5a", 32), `{"amount":"1250000.00"}`},
	"minimal": {format.Header{
		Position: 0, Stream: "ledger/settings", Version: 1, Kind: "ledger-settings.v1", Recorded: time.Date(1, 1, 1, 0, 0, 0, 1000, time.UTC), Seen: -1,
	}, strings.Repeat("00", 32), ""},
	"sealed": {format.Header{
		Position: 9223372036854775807, Stream: "twinning/DHE-2019/ABC234/in", Version: 3, Kind: "command-received.v1",
		Recorded: time.Date(2026, 11, 21, 23, 59, 59, 0, time.UTC), Received: time.Date(2026, 11, 21, 23, 59, 58, 10_000_000, time.UTC),
		Actor: "p-abcdefghij", Command: "c-1", Seen: 0, Stamped: time.Date(2026, 11, 21, 23, 59, 58, 10_000_000, time.UTC),
		SealedBy: strings.Repeat("A", 43), Status: "recorded",
	}, strings.Repeat("ff", 32), "\x01ciphertext\x00\xff"},
}

func TestTheFrozenHeadersKeepTheirBytesAndHashes(t *testing.T) {
	t.Parallel()
	for name, f := range frozen {
		header, err := f.header.Bytes()
		require.NoError(t, err)
		salt, err := hex.DecodeString(f.salt)
		require.NoError(t, err)
		body := format.BodyHash(salt, []byte(f.stored))
		leaf := format.LeafHash(header, body)
		got := string(header) + "\nsalt " + f.salt + "\nstored " + hex.EncodeToString([]byte(f.stored)) +
			"\nbody-hash " + hex.EncodeToString(body[:]) + "\nleaf " + hex.EncodeToString(leaf[:]) + "\n"
		want, err := os.ReadFile(filepath.Join("testdata", "header-"+name+".txt"))
		require.NoError(t, err, got)
		require.Equal(t, string(want), got)
		parsed, err := format.ParseHeader(header)
		require.NoError(t, err)
		require.Equal(t, f.header, parsed)
	}
}

func TestEveryHeaderThatIsWrittenIsReadBackTheSame(t *testing.T) {
	t.Parallel()
	value := rapid.StringMatching(`[!-~]{0,40}`).Filter(func(s string) bool { return s != "-" })
	some := value.Filter(func(s string) bool { return s != "" })
	instant := rapid.Custom(func(t *rapid.T) time.Time {
		return time.UnixMicro(rapid.Int64Range(-62135596799_000000, 253402300799_999999).Draw(t, "us")).UTC()
	})
	rapid.Check(t, func(t *rapid.T) {
		h := format.Header{
			Position: rapid.Int64Min(0).Draw(t, "position"), Stream: some.Draw(t, "stream"), Version: rapid.Int64Min(1).Draw(t, "version"),
			Kind: some.Draw(t, "kind"), Recorded: instant.Draw(t, "recorded"), Actor: value.Draw(t, "actor"), For: value.Draw(t, "for"),
			Command: value.Draw(t, "command"), Cause: value.Draw(t, "cause"), Seen: rapid.Int64Min(-1).Draw(t, "seen"),
			Rules: value.Draw(t, "rules"), Workflow: value.Draw(t, "workflow"), Run: value.Draw(t, "run"),
			SealedBy: value.Draw(t, "sealed"), Status: value.Draw(t, "status"), Code: value.Draw(t, "code"), State: value.Draw(t, "state"),
			Fold: rapid.IntRange(0, 1<<30).Draw(t, "fold"),
		}
		if rapid.Bool().Draw(t, "received?") {
			h.Received = instant.Draw(t, "received")
		}
		if rapid.Bool().Draw(t, "stamped?") {
			h.Stamped = instant.Draw(t, "stamped")
		}
		if rapid.Bool().Draw(t, "due?") {
			h.Due = instant.Draw(t, "due")
		}
		if rapid.Bool().Draw(t, "effective?") {
			h.Effective = instant.Draw(t, "effective").Format("2006-01-02")
		}
		b, err := h.Bytes()
		require.NoError(t, err)
		parsed, err := format.ParseHeader(b)
		require.NoError(t, err)
		require.Equal(t, h, parsed)
	})
}

func TestAHeaderRefusesWhatItCouldNotGiveBack(t *testing.T) {
	t.Parallel()
	good := frozen["full"].header
	for name, change := range map[string]func(*format.Header){
		"a blank":                func(h *format.Header) { h.Actor = "a b" },
		"a line feed":            func(h *format.Header) { h.Run = "a\nb" },
		"a letter beyond ASCII":  func(h *format.Header) { h.Command = "é" },
		"the sign for none":      func(h *format.Header) { h.Cause = "-" },
		"no stream":              func(h *format.Header) { h.Stream = "" },
		"no kind":                func(h *format.Header) { h.Kind = "" },
		"no recorded instant":    func(h *format.Header) { h.Recorded = time.Time{} },
		"part of a microsecond":  func(h *format.Header) { h.Received = h.Received.Add(1) },
		"a year of five digits":  func(h *format.Header) { h.Received = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC) },
		"a date that is not one": func(h *format.Header) { h.Effective = "2019-02-29" },
		"a negative position":    func(h *format.Header) { h.Position = -1 },
		"version zero":           func(h *format.Header) { h.Version = 0 },
		"seen before the start":  func(h *format.Header) { h.Seen = -2 },
		"a fold below zero":      func(h *format.Header) { h.Fold = -1 },
		"a due instant too fine": func(h *format.Header) { h.Due = h.Due.Add(1) },
		"a status of two words":  func(h *format.Header) { h.Status = "done now" },
	} {
		h := good
		change(&h)
		_, err := h.Bytes()
		require.Error(t, err, name)
	}
}

func TestAHeaderIsReadStrictly(t *testing.T) {
	t.Parallel()
	b, err := frozen["full"].header.Bytes()
	require.NoError(t, err)
	good := string(b)
	for name, bad := range map[string]string{
		"nothing":               "",
		"another title":         strings.Replace(good, "v1", "v2", 1),
		"a leading zero":        strings.Replace(good, "position 4711", "position 04711", 1),
		"a plus":                strings.Replace(good, "version 12", "version +12", 1),
		"five digits":           strings.Replace(good, ".123456Z", ".12345Z", 1),
		"another zone":          strings.Replace(good, "123456Z", "123456+00:00", 1),
		"the 30th of February":  strings.Replace(good, "2019-10-14T15", "2019-02-30T15", 1),
		"the 60th second":       strings.Replace(good, "15:00:00", "15:00:60", 1),
		"two lines exchanged":   strings.Replace(strings.Replace(strings.Replace(good, "actor ", "x ", 1), "for ", "actor ", 1), "x ", "for ", 1),
		"no last line feed":     strings.TrimSuffix(good, "\n"),
		"something after":       good + "\n",
		"carriage returns":      strings.ReplaceAll(good, "\n", "\r\n"),
		"an empty value":        strings.Replace(good, "actor p-abcdefghij", "actor ", 1),
		"two blanks":            strings.Replace(good, "actor p", "actor  p", 1),
		"the zero instant":      strings.Replace(good, "received 2019-10-14T14:59:59.999999Z", "received 0001-01-01T00:00:00.000000Z", 1),
		"a date with one digit": strings.Replace(good, "effective 2019-10-14", "effective 2019-10-4", 1),
		"a fold of zero":        strings.Replace(good, "fold 3", "fold 0", 1),
		"no state":              strings.Replace(good, "state "+strings.Repeat("0f", 32)+"\n", "", 1),
	} {
		require.NotEqual(t, good, bad, name)
		_, err := format.ParseHeader([]byte(bad))
		require.Error(t, err, name)
	}
}

func FuzzParseHeader(f *testing.F) {
	for _, e := range frozen {
		b, err := e.header.Bytes()
		require.NoError(f, err)
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		h, err := format.ParseHeader(text)
		if err != nil {
			return
		}
		b, err := h.Bytes()
		require.NoError(t, err)
		require.Equal(t, string(text), string(b), "one header has one text")
	})
}
