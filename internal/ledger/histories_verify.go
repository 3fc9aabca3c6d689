package ledger

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"

	"github.com/jackc/pgx/v5"
)

// sqlVerifyHistories brings each event history-kept.v1 together with the history that it names, in order of positions, and last the histories
// that no event names. The hash is found in the stored bytes as they are, so that no body, whatever somebody made of it, fails the query.
const sqlVerifyHistories = `SELECT coalesce(k.position, -1), k.body, h.sha256, h.gz
	FROM (SELECT position, body, substring(encode(body, 'escape') FROM '"sha256":"([0-9a-f]{64})"') AS sha256
		FROM ledger.events WHERE kind = 'history-kept.v1') k
	FULL JOIN ledger.histories h ON h.sha256 = k.sha256 ORDER BY k.position NULLS LAST, h.sha256`

// kept is the body of history-kept.v1, as far as it is compared.
type kept struct {
	SHA256 string `json:"sha256"`
	Bytes  int64  `json:"bytes"` // before compression
}

// Histories looks whether each event history-kept.v1 has the history that it names, and whether that history has the hash and the length that
// the event says; histories that no event names are said too. It holds one history in memory at a time.
func Histories(ctx context.Context, conn *pgx.Conn) ([]Finding, error) {
	rows, err := conn.Query(ctx, sqlVerifyHistories)
	if err != nil {
		return nil, fmt.Errorf("read the kept histories: %w", err)
	}
	defer rows.Close()
	var out []Finding
	for rows.Next() {
		var position int64
		var body, gz []byte
		var hash *string
		if err := rows.Scan(&position, &body, &hash, &gz); err != nil {
			return nil, fmt.Errorf("read the kept histories: %w", err)
		}
		if what := checkHistory(position, body, hash, gz); what != "" {
			out = append(out, Finding{Position: position, What: what})
		}
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read the kept histories: %w", err)
	}
	return out, nil
}

// checkHistory says what is wrong with an event and its history, "" for nothing. hash is nil where no history was found.
func checkHistory(position int64, body []byte, hash *string, gz []byte) string {
	if position < 0 {
		return "a history is stored under " + *hash + ", and no event names it: a worker stopped before it recorded that, or somebody added it"
	}
	var says kept
	if err := json.Unmarshal(body, &says); err != nil || says.SHA256 == "" {
		return "the event does not say which history was kept"
	}
	if hash == nil {
		return "the history " + says.SHA256 + " is not stored"
	}
	if *hash != says.SHA256 {
		return "the event names two histories: " + says.SHA256 + " and " + *hash
	}
	sum := sha256.New()
	r, err := gzip.NewReader(bytes.NewReader(gz))
	if err != nil {
		return fmt.Sprintf("the history %s cannot be decompressed: %v", says.SHA256, err)
	}
	n, err := io.Copy(sum, io.LimitReader(r, says.Bytes+1))
	switch {
	case err != nil:
		return fmt.Sprintf("the history %s cannot be decompressed: %v", says.SHA256, err)
	case n > says.Bytes:
		return fmt.Sprintf("the history %s is longer than the %d bytes that were kept", says.SHA256, says.Bytes)
	case n < says.Bytes:
		return fmt.Sprintf("the history %s has %d bytes, and %d were kept", says.SHA256, n, says.Bytes)
	case hex.EncodeToString(sum.Sum(nil)) != says.SHA256:
		return "the history stored under " + says.SHA256 + " has another hash"
	}
	return ""
}
