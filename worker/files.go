package main

import (
	"context"
	"log/slog"
	"time"

	_ "gocloud.dev/blob/fileblob" // TWINNING_EVIDENCE is a folder

	"twinning.example/engine/internal/evidence"
	"twinning.example/engine/internal/ledger"
	"twinning.example/engine/internal/views"
)

// How often files are looked through, in real time.
const (
	filesEvery = 10 * time.Second // rows: keys that were destroyed, orphans, files that wait for the scanner
	blobsEvery = time.Hour        // the whole store
)

// filesOf opens the store of files, where there is one.
func filesOf(ctx context.Context, c config, l *ledger.Ledger, s *views.Store) (files *evidence.Store, closed func(), err error) {
	if c.Evidence == "" {
		return nil, func() {}, nil
	}
	scanner, err := evidence.ParseScanner(c.Clamd)
	if err != nil {
		return nil, nil, err
	}
	bucket, folder, err := evidence.OpenBucket(ctx, c.Evidence)
	if err != nil {
		return nil, nil, err
	}
	return &evidence.Store{Ledger: l, Pool: s.Pool(), Bucket: bucket, Folder: folder, Scanner: scanner}, func() { bucket.Close() }, nil
}

// A fileSweeper removes files that are gone, and asks the scanner again about
// those that wait for it.
type fileSweeper struct {
	files *evidence.Store
	log   *slog.Logger
}

// run sweeps until the context ends. What fails is tried again.
func (s *fileSweeper) run(ctx context.Context) error {
	var listed time.Time
	for {
		if _, err := s.files.ScanWaiting(ctx); err != nil && ctx.Err() == nil {
			s.log.Warn("files that wait for the scanner cannot be scanned; trying again", "error", err)
		}
		removed, err := s.files.Sweep(ctx)
		if err == nil && time.Since(listed) > blobsEvery {
			var blobs int
			if blobs, err = s.files.SweepBlobs(ctx); err == nil {
				listed = time.Now()
			}
			removed += blobs
		}
		if err != nil && ctx.Err() == nil {
			s.log.Warn("files of evidence cannot be swept; trying again", "error", err)
		}
		if removed > 0 {
			s.log.Info("files of evidence are gone", "removed", removed)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(filesEvery):
		}
	}
}
