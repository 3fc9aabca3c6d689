package api_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/call/calltest"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/lifetest"
	"twinning.example/engine/internal/twinning"
)

func TestTheExampleInTheDocumentationDoesWhatItSays(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../docs/api.md")
	require.NoError(t, err)
	script := regexp.MustCompile("(?s)```sh\n(.*?)```").FindStringSubmatch(string(text))
	require.NotNil(t, script)

	d := newDesk(t)
	steps := lifetest.Year()
	d.play(steps[:1], "")
	d.Until(steps[3].At)
	dir := t.TempDir()
	content, err := json.Marshal(twinning.SubmitTender{Tender: calltest.Tender(lifetest.Tender)})
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "tender.json"), content, 0o600))
	run := exec.CommandContext(t.Context(), "bash", "-euo", "pipefail", "-c", script[1])
	run.Dir = dir
	run.Env = append(os.Environ(), "URL="+d.url, "OFFICER="+calltest.Officer, "CONTACT="+contact)
	said, err := run.CombinedOutput()
	require.NoError(t, err, string(said))

	lines := strings.Split(strings.TrimSpace(string(said)), "\n")
	require.Contains(t, lines[0], `"events":["call-published.v1"]`)
	require.Contains(t, lines[1], `"status":"done"`)
	require.Contains(t, lines[2], `"status":409`)
	require.Contains(t, lines[3], calltest.Tender(lifetest.Tender).Title)
	require.Contains(t, lines[4], `"status":404`)
	require.Contains(t, lines[5], `"kind":"call-`)
	proof, err := os.ReadFile(filepath.Join(dir, "proof.json"))
	require.NoError(t, err)
	var r door.Receipt
	require.NoError(t, json.Unmarshal(proof, &r))
	require.Equal(t, "tender-1", r.CommandID)
	require.NotNil(t, r.Signed)
}
