package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"
	_ "gocloud.dev/blob/fileblob" // TWINNING_EVIDENCE is a folder

	"twinning.example/engine/internal/access"
	"twinning.example/engine/internal/drafts"
	"twinning.example/engine/internal/evidence"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/query"
	"twinning.example/engine/internal/twinning"
)

func (a *app) evidence() *cobra.Command {
	return group("evidence", "Add, list, read and withdraw files of evidence", "  twinning evidence add DHE-2019-K7Q2MD invoice.pdf --for expense-hotel --as mask-contact",
		a.evidenceAdd(), a.evidenceList(), a.evidenceGet(), a.evidenceWithdraw())
}

func (a *app) evidenceList() *cobra.Command {
	var as string
	cmd := &cobra.Command{
		Use: "list LIFE", Short: "List the files that you may see, of a tender or twinning, or of entry/ENTRY, masterclass/MASTERCLASS or body/BODY",
		Example: "  twinning evidence list DHE-2019-K7Q2MD --as mask-contact", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			stream, err := a.filesOf(ctx, as, args[0])
			if err != nil {
				return err
			}
			store, done, err := a.files(ctx)
			if err != nil {
				return err
			}
			defer done()
			rows, n, err := ask(ctx, a, as, func(q *query.Queries, v access.Viewer) ([]query.EvidenceRow, error) {
				return q.Evidence(ctx, v, store, stream)
			})
			if err != nil {
				return err
			}
			return printAll(a, rows, func(w io.Writer) {
				lines := make([]table.Row, len(rows))
				for i, r := range rows {
					lines[i] = table.Row{r.Name, r.File, r.For, r.Size, coded(r.State), n.Of(r.By), r.At}
				}
				columns(w, table.Row{"FILE", "NAME IN THE STORE", "FOR", "BYTES", "SCAN", "BY", "ADDED"}, lines)
			})
		},
	}
	return asking(cmd, &as, nil)
}

func (a *app) evidenceGet() *cobra.Command {
	var as, to string
	cmd := &cobra.Command{
		Use: "get NAME", Short: "Read a file of evidence, by its name in the store, into a new file",
		Example: "  twinning evidence get f-abcdefghijklmnopqrstuvwxyz --to invoice.pdf --as officer", Args: takes,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			row, content, done, err := a.readable(ctx, as, args[0])
			if err != nil {
				return evidenceError(err)
			}
			defer done()
			if to == "" {
				to = filepath.Base(row.Name)
			}
			bar, stop := a.bar("reading", row.Size)
			err = saveChecked(content, row.SHA256, to, bar)
			stop()
			if err != nil {
				return evidenceError(err)
			}
			return a.print(struct {
				query.EvidenceRow
				To string `json:"to"`
			}{row, to}, func(w io.Writer) {
				fields(w, "saved", to, "for", row.For, "type", row.Type, "bytes", fmt.Sprint(row.Size), "SHA-256", phrased("%s, as it was when it was added", row.SHA256), "scan", coded(row.State))
			})
		},
	}
	cmd.Flags().StringVar(&to, "to", "", "the `FILE` to write, which must not exist; if left out: what whoever added it calls it, here")
	return asking(cmd, &as, nil)
}

// readable opens a file for whoever reads, here or by a desk; done closes it.
func (a *app) readable(ctx context.Context, as, name string) (row query.EvidenceRow, content io.Reader, done func(), err error) {
	if a.url != "" {
		d, err := a.desk()
		if err != nil {
			return row, nil, nil, err
		}
		return d.readable(ctx, name)
	}
	store, closed, err := a.files(ctx)
	if err != nil {
		return row, nil, nil, err
	}
	v, err := a.viewer(ctx, as)
	if err != nil {
		closed()
		return row, nil, nil, err
	}
	q, err := a.query(ctx)
	if err != nil {
		closed()
		return row, nil, nil, err
	}
	opened, err := q.File(ctx, v, store, name, 0)
	if err != nil {
		closed()
		return row, nil, nil, err
	}
	return query.NewEvidenceRow(opened.Entry), opened, func() { opened.Close(); closed() }, nil
}

// saveChecked writes a file under another name until its hash is known to be
// the one that stands in the ledger.
func saveChecked(content io.Reader, is, to string, read func(int64)) (err error) {
	if _, err := os.Lstat(to); err == nil {
		return usage("%s is there already: name another file with --to", to)
	}
	out, err := os.CreateTemp(filepath.Dir(to), ".twinning-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(out.Name()))
		}
	}()
	sum, err := evidence.Copy(out, content, read)
	if err = errors.Join(err, out.Close()); err != nil {
		return err
	}
	if sum != is {
		return fmt.Errorf("%w: its SHA-256 is %s, and the ledger says %s", evidence.ErrChanged, sum, is)
	}
	if err = os.Link(out.Name(), to); err != nil { // never over a file that has come meanwhile
		return err
	}
	return os.Remove(out.Name())
}

func (a *app) evidenceWithdraw() *cobra.Command {
	var target, reason string
	cmd := a.onTender("withdraw TWINNING NAME", "Withdraw a file before it counts; it is destroyed after a day",
		"withdraw DHE-2019-K7Q2MD f-abcdefghijklmnopqrstuvwxyz --for log-03 --as mask-contact", "evidence",
		func(_ *cobra.Command, args []string) (law.Command, error) {
			return twinning.WithdrawEvidence{File: args[1], For: target, Reason: law.Text(reason)}, nil
		})
	cmd.Flags().StringVar(&target, "for", "", forHelp)
	cmd.Flags().StringVar(&reason, "reason", "", "the reason, which is recorded, sealed")
	needs(cmd, "for")
	return cmd
}

// files opens the store of files; done gives it back.
func (a *app) files(ctx context.Context) (store *evidence.Store, done func(), err error) {
	if a.served != nil {
		if a.served.kept == nil {
			return nil, nil, &failure{code: exitRefused, what: "files of evidence are not kept by this desk"}
		}
		return a.served.kept, func() {}, nil
	}
	l, err := a.open(ctx)
	if err != nil {
		return nil, nil, err
	}
	s, err := a.settings()
	if err != nil {
		return nil, nil, err
	}
	scanner, err := evidence.ParseScanner(s.Clamd)
	if err != nil {
		return nil, nil, usage("%s", err)
	}
	var pool *pgxpool.Pool
	if pool, err = drafts.Connect(ctx, s.DatabaseURL); err != nil {
		return nil, nil, away(s.DatabaseURL, err)
	}
	bucket, folder, err := evidence.OpenBucket(ctx, s.Evidence)
	if err != nil {
		pool.Close()
		return nil, nil, &failure{code: exitAway, what: err.Error()}
	}
	return &evidence.Store{Ledger: l, Pool: pool, Bucket: bucket, Folder: folder, Scanner: scanner}, func() { bucket.Close(); pool.Close() }, nil
}

// evidenceError gives an error of the files its exit code.
func evidenceError(err error) error {
	switch {
	case errors.Is(err, evidence.ErrNotFound):
		return notFound("%s that you may read; `twinning evidence list TWINNING` shows those that you may", err)
	case errors.Is(err, evidence.ErrRefused), errors.Is(err, evidence.ErrNonsense):
		return &failure{code: exitUsage, what: err.Error(), cause: err}
	case errors.Is(err, evidence.ErrHeld), errors.Is(err, evidence.ErrErased), errors.Is(err, evidence.ErrChanged):
		return &failure{code: exitRefused, what: err.Error()}
	}
	return err
}

// verifyFiles compares the store of files with the ledger.
func (a *app) verifyFiles(ctx context.Context) (*evidence.Verification, error) {
	store, done, err := a.files(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	v, err := store.Verify(ctx, nil)
	return &v, err
}

func filesText(v *evidence.Verification) any {
	if v == nil {
		return ""
	}
	said := phrased("%d compared, %d bytes", v.Facts-v.Erased, v.Bytes)
	if v.Erased > 0 {
		said = phrased("%s; %d were erased", said, v.Erased)
	}
	return said
}

// sweepFiles removes the files whose keys an erasure has destroyed. A worker does
// the same, but later.
func (a *app) sweepFiles(ctx context.Context) error {
	store, done, err := a.files(ctx)
	if err != nil {
		return err
	}
	defer done()
	_, err = store.Sweep(ctx)
	return err
}
