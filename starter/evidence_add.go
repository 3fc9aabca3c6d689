package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	"github.com/jedib0t/go-pretty/v6/progress"
	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/body"
	"twinning.example/engine/internal/door"
	"twinning.example/engine/internal/evidence"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/market"
	"twinning.example/engine/internal/masterclass"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/twinning"
	"twinning.example/engine/internal/uploads"
)

// An addition is one file that `evidence add` added.
type addition struct {
	Path  string `json:"path"`
	There bool   `json:"already_there,omitempty"` // it had been added before: the command was refused for that alone
	uploads.Added
}

const (
	forHelp  = "what it is for: " + twinning.Targets
	forFiles = "what it is for: " + uploads.Targets
)

// filesGC collects garbage once a command that adds files has half as much again as it needs.
const filesGC = 50

// filesRemember is how many lives it keeps as they were last read: that of the files, and those that it is judged with (our choice).
const filesRemember = 16

func (a *app) evidenceAdd() *cobra.Command {
	var w commandFlags
	var target, title string
	cmd := &cobra.Command{
		Use: "add LIFE FILE...", Short: "Add files of evidence to a tender or twinning, an entry of a marketplace, a masterclass or a body",
		Long: `Add files of evidence to a tender or twinning, to an entry of a marketplace, or as materials of a
masterclass or documents of a meeting of a body. Each is sealed on its way into the
store, with a key of its own; the ledger holds the hash of its ciphertext, and what it
is called, its type and its own hash stand in what is sealed. It is taken by what is in
it: ` + evidence.Taken + `;
at most 50 MB, or what the rule book allows for a document. The same file sent again by the same
person for the same tender is one file.`,
		Example: "  twinning evidence add DHE-2019-K7Q2MD m03/*.pdf --for log-03 --as mask-contact", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			if a.alone { // it takes any number of files in less than 100 MB
				debug.SetGCPercent(filesGC)
			}
			stream, err := filedStream(args[0], target)
			if err != nil {
				return err
			}
			if err := uploads.CheckTarget(stream, target); err != nil {
				return usage("--%s", err)
			}
			ready := w.prepare
			if a.url != "" { // the desk knows who acts
				ready = w.identify
			}
			if err := ready(); err != nil {
				return asUsage(err)
			}
			return a.addEvidence(cmd.Context(), &w, stream, args[1:], uploads.File{For: target, Title: title})
		},
	}
	cmd.Flags().StringVar(&target, "for", "", forFiles)
	cmd.Flags().StringVar(&title, "title", "", "of a material or a document; if left out: the name of the file")
	needs(cmd, "for")
	return mutating(cmd, &w)
}

// filedStream is the life that a reference names and that may have a file for this. A kind before the reference says which.
func filedStream(reference, target string) (string, error) {
	switch {
	case strings.Contains(reference, "/"):
		return listedStream(reference)
	case target == market.ForReadiness:
		return entryStream(reference)
	case strings.HasPrefix(target, evidence.ForMaterial):
		return masterclassStream(reference)
	case strings.HasPrefix(target, evidence.ForMeeting) && strings.Contains(target, "/"): // of a body, with its item; a twinning's meeting has none
		return bodyStream(reference)
	case strings.HasPrefix(target, evidence.ForMeeting) && law.CallOf(reference) == "":
		return "", usage("--for %s is of a meeting of a twinning, and %s is none; a document of a body names the item of its meeting, as in %s20/3", query.Cut(target), query.Cut(reference), evidence.ForMeeting)
	}
	return tenderStream(reference)
}

// filesOf is the life whose files are listed: a tender, or one that is named with its kind or by a reference that nothing else has.
func (a *app) filesOf(ctx context.Context, as, text string) (string, error) {
	if strings.Contains(text, "/") || law.CallOf(text) != "" {
		return listedStream(text)
	}
	q, err := a.query(ctx)
	if err != nil {
		return "", err
	}
	v, err := a.viewer(ctx, as)
	if err != nil {
		return "", err
	}
	return q.Find(ctx, v, text)
}

// listedStream is the life that is named with its kind before it; a tender's may be left out.
func listedStream(text string) (string, error) {
	switch {
	case strings.HasPrefix(text, market.EntryRoot):
		return entryStream(text)
	case strings.HasPrefix(text, masterclass.Root):
		return masterclassStream(text)
	case strings.HasPrefix(text, body.Root):
		return bodyStream(text)
	}
	return tenderStream(text)
}

// adding adds one file.
type adding func(ctx context.Context, path string, content io.Reader, id string) (uploads.Added, error)

func (a *app) addEvidence(ctx context.Context, w *commandFlags, stream string, paths []string, is uploads.File) error {
	if a.url != "" {
		d, err := a.desk()
		if err != nil {
			return err
		}
		return a.addFiles(ctx, w, paths, d.adding(stream, is, w.wait))
	}
	if err := a.mustBegin(ctx, stream); err != nil {
		return err
	}
	by, err := a.person(ctx, w.as)
	if err != nil {
		return err
	}
	q, err := a.query(ctx)
	if err != nil {
		return err
	}
	q = q.Remembering(filesRemember) // else each file reads every one before it again
	d, err := a.door(ctx)
	if err != nil {
		return err
	}
	d.May, d.Absent, d.Handed, d.Readdressed = q.MaySend, q.AbsentFile, q.Handed, q.Readdressed
	store, done, err := a.files(ctx)
	if err != nil {
		return err
	}
	defer done()
	to := &uploads.Uploads{Store: store, Queries: q, Submit: func(ctx context.Context, r door.Request) (door.Receipt, error) { return send(ctx, d, r) }}
	wait := w.wait
	if wait == 0 {
		wait = -1
	}
	return a.addFiles(ctx, w, paths, func(ctx context.Context, path string, content io.Reader, id string) (uploads.Added, error) {
		return to.Add(ctx, access.As(by.ID), uploads.File{Stream: stream, For: is.For, Title: is.Title, Name: filepath.Base(path), Content: content, ID: id, As: w.as, Wait: wait})
	})
}

// addFiles adds one file after the other, and stops at the first that is not taken. One that is there already is no such file.
func (a *app) addFiles(ctx context.Context, w *commandFlags, paths []string, add adding) error {
	total, err := sizes(paths)
	if err != nil {
		return err
	}
	bar, stop := a.bar("sealing files", total)
	defer stop()
	list := []addition{}
	var failed error
	for i, path := range paths {
		id := w.id
		if len(paths) > 1 {
			id = fmt.Sprintf("%s-%d", w.id, i+1)
		}
		added, err := addOne(ctx, path, id, bar, add)
		added.There = err == nil && isThere(added.Receipt)
		if added.File != "" && err == nil {
			list = append(list, added)
		}
		if err != nil || added.Receipt.Status == door.Refused && !added.There {
			failed = errors.Join(err, refusedOf(a, ctx, path, added.Receipt))
			break
		}
	}
	stop()
	if len(list) > 0 {
		if err := a.print(list, func(out io.Writer) {
			rows := make([]table.Row, len(list))
			for i, f := range list {
				status := coded(f.Receipt.Status)
				if f.There {
					status = "already there"
				}
				rows[i] = table.Row{filepath.Base(f.Path), f.File, f.For, f.Size, coded(f.State), status, f.Receipt.CommandID}
			}
			columns(out, table.Row{"FILE", "NAME IN THE STORE", "FOR", "BYTES", "SCAN", "STATUS", "COMMAND"}, rows)
		}); err != nil {
			return err
		}
	}
	return failed
}

// isThere tells whether a file was refused for the only reason that it had been added before.
func isThere(r door.Receipt) bool {
	return r.Refusal != nil && (r.Refusal.Rule == "evidence" && r.Refusal.Code == "known" || r.Refusal.Rule == "entries" && r.Refusal.Code == "file-known")
}

// refusedOf is the failure of a command that the law refused.
func refusedOf(a *app, ctx context.Context, path string, r door.Receipt) error {
	if r.Status != door.Refused {
		return nil
	}
	f := &failure{code: exitRefused, what: path + " was refused"}
	if r.Refusal != nil {
		f.what = path + ": " + a.inWords("refused: %s", a.names(ctx).In(a.whyRefused(a.tell(ctx), r)))
	}
	return f
}

func addOne(ctx context.Context, path, id string, bar func(int64), add adding) (addition, error) {
	file, err := os.Open(path)
	if err != nil {
		return addition{}, noFile(path, err)
	}
	defer file.Close()
	added, err := add(ctx, path, &watched{file, bar}, id)
	var refused *uploads.Refused
	switch {
	case errors.As(err, &refused):
		added.Receipt = door.Receipt{Status: door.Refused, Refusal: refused.Run.Refusal}
		err = nil
	case err != nil:
		err = evidenceError(fmt.Errorf("%s: %w", path, err))
	}
	return addition{Path: path, Added: added}, err
}

// watched tells how much of a file was read.
type watched struct {
	*os.File
	read func(int64)
}

func (w *watched) Read(p []byte) (int, error) {
	n, err := w.File.Read(p)
	w.read(int64(n))
	return n, err
}

// sizes refuses what is no file, before anything is sent, and adds up the rest.
func sizes(paths []string) (total int64, err error) {
	for _, p := range paths {
		info, err := os.Stat(p)
		if err != nil {
			return 0, noFile(p, err)
		}
		if !info.Mode().IsRegular() {
			return 0, usage("%s is no file", p)
		}
		total += info.Size()
	}
	return total, nil
}

// bar shows how many bytes have gone, on a terminal only.
func (a *app) bar(what string, total int64) (add func(int64), stop func()) {
	if a.flags.quiet || !isTerminal(a.talk) {
		return func(int64) {}, func() {}
	}
	w := progress.NewWriter()
	w.SetOutputWriter(a.talk)
	w.SetAutoStop(false)
	w.SetUpdateFrequency(100 * time.Millisecond)
	w.SetTrackerLength(30)
	tracker := &progress.Tracker{Message: what, Total: total, Units: progress.UnitsBytes}
	w.AppendTracker(tracker)
	ended := make(chan struct{})
	go func() { w.Render(); close(ended) }()
	stopped := false
	return tracker.Increment, func() {
		if stopped {
			return
		}
		stopped = true
		tracker.MarkAsDone()
		w.Stop()
		<-ended
	}
}
