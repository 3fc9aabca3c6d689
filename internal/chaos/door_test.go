package chaos

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/people"
	"twinning.example/engine/internal/twinning"
)

// errand is what a door process of its own is to do, for ever.
type errand struct {
	DSN, KeyFile, SignKey string
	As                    string
	Streams               []string
	Tender                twinning.Tender
}

// doorProcess is a process that takes commands and writes each receipt as it has
// it, until it is killed.
func doorProcess() int {
	var e errand
	if err := json.Unmarshal([]byte(os.Getenv("CHAOS_DOOR")), &e); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	ctx := context.Background()
	l, err := ledger.Open(ctx, ledger.Options{DSN: e.DSN, KeyFile: e.KeyFile, SignKey: e.SignKey})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	d := &door.Door{Ledger: l, People: people.NewDirectory(l)}
	var mu sync.Mutex
	for _, stream := range e.Streams {
		go func() {
			for {
				receipt, err := d.Submit(ctx, door.Request{Stream: stream, Command: twinning.SubmitTender{Tender: e.Tender}, As: e.As, Begins: true, Wait: -1})
				if err != nil {
					continue
				}
				line, err := json.Marshal(receipt)
				if err != nil {
					continue
				}
				mu.Lock()
				os.Stdout.Write(append(line, '\n'))
				mu.Unlock()
			}
		}()
	}
	select {}
}

func TestWhatADoorAcknowledgedBeforeItWasKilledIsInTheLedgerAndAnswered(t *testing.T) {
	inFull(t)
	h, r := inRealTime(t), dice(t)
	c := h.opens(t, h.now(t).Add(24*time.Hour))
	e := errand{DSN: h.stack.DatabaseURL, KeyFile: h.stack.KeyFile, SignKey: h.stack.SignKey, As: "contact-0"}
	for n := range 6 {
		w := c.submits(n*contacts, "40000.00")
		e.Streams = append(e.Streams, w.stream)
		e.Tender = w.command.(twinning.SubmitTender).Tender
	}
	text, err := json.Marshal(e)
	require.NoError(t, err)
	self, err := os.Executable()
	require.NoError(t, err)
	told := 0
	for range times(3, 40) {
		cmd := exec.Command(self)
		cmd.Env, cmd.Stderr = append(os.Environ(), "CHAOS_DOOR="+string(text)), os.Stderr
		out, err := cmd.StdoutPipe()
		require.NoError(t, err)
		require.NoError(t, cmd.Start())
		lines := bufio.NewScanner(out)
		lines.Buffer(nil, 1<<20)
		var after <-chan time.Time
		for lines.Scan() {
			var receipt door.Receipt
			if json.Unmarshal(lines.Bytes(), &receipt) != nil {
				continue // killed within the line: nobody was told
			}
			h.keep(receipt)
			told++
			if after == nil {
				patience := time.Duration(1+r.IntN(500)) * time.Millisecond
				after = time.After(patience)
				time.AfterFunc(patience, func() { cmd.Process.Kill() })
			}
		}
		require.Error(t, cmd.Wait(), "it was killed")
	}
	t.Logf("%d receipts were given", told)
	require.Positive(t, told)
	h.keptItsPromises(t)
}
