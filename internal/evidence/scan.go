package evidence

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"
)

// A Scanner is a clamd that is asked by INSTREAM.
type Scanner struct {
	Network, Address string        // tcp and host:port, or unix and a path
	Timeout          time.Duration // for one file; 0: two minutes
}

// ParseScanner reads TWINNING_CLAMD: tcp://host:3310 or unix:///run/clamav/clamd.ctl;
// nil for "".
func ParseScanner(text string) (*Scanner, error) {
	if text == "" {
		return nil, nil
	}
	network, address, ok := strings.Cut(text, "://")
	if !ok || network != "tcp" && network != "unix" || address == "" {
		return nil, errors.New("TWINNING_CLAMD is neither tcp://HOST:PORT nor unix:///PATH")
	}
	return &Scanner{Network: network, Address: address}, nil
}

// Scan sends a file and says what the scanner found: StateClean, StateRefused, or
// StateUnscannable where it cannot look into it, as into a file above its limit.
// An error says that it did not answer.
func (c *Scanner) Scan(ctx context.Context, file io.Reader) (state string, err error) {
	timeout := c.Timeout
	if timeout == 0 {
		timeout = 2 * time.Minute
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	conn, err := new(net.Dialer).DialContext(ctx, c.Network, c.Address)
	if err != nil {
		return "", fmt.Errorf("ask the scanner: %w", err)
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	sent, read := instream(conn, file)
	if read != nil {
		return "", read
	}
	answer, err := bufio.NewReader(io.LimitReader(conn, 4096)).ReadString(0)
	answer = strings.TrimSpace(strings.TrimSuffix(answer, "\x00"))
	switch {
	case strings.HasSuffix(answer, " FOUND"):
		return StateRefused, nil
	case strings.HasSuffix(answer, "size limit exceeded. ERROR"): // it answers in the middle of a file, and hangs up
		return StateUnscannable, nil
	case sent == nil && answer == "stream: OK":
		return StateClean, nil
	case sent == nil && err == nil && strings.HasPrefix(answer, "stream: ") && strings.HasSuffix(answer, " ERROR"):
		return StateUnscannable, nil
	}
	return "", fmt.Errorf("ask the scanner: it answered %q: %w", answer, errors.Join(sent, err, errNoAnswer))
}

var errNoAnswer = errors.New("this says nothing about the file")

// instream sends a file as clamd expects it: chunks with their length before
// them, and one of no length at the end.
func instream(to io.Writer, file io.Reader) (sent, read error) {
	if _, err := io.WriteString(to, "zINSTREAM\x00"); err != nil {
		return err, nil
	}
	chunk := make([]byte, 4+chunkSize)
	for {
		n, err := io.ReadFull(file, chunk[4:])
		if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
			return nil, err
		}
		if n > 0 {
			binary.BigEndian.PutUint32(chunk, uint32(n))
			if _, err := to.Write(chunk[:4+n]); err != nil {
				return err, nil
			}
		}
		if err != nil {
			_, err := to.Write(make([]byte, 4))
			return err, nil
		}
	}
}

// scan asks the scanner about a file in the store. A scanner that does not
// answer leaves it waiting: see ScanWaiting.
func (s *Store) scan(ctx context.Context, file *unsealer) (state string, err error) {
	if s.Scanner == nil {
		return StateUnscanned, nil
	}
	content, err := file.from(0)
	if err != nil {
		return "", err
	}
	defer content.Close()
	state, err = s.Scanner.Scan(ctx, content)
	switch {
	case errors.Is(err, ErrChanged):
		return "", err
	case err != nil:
		return StateWaiting, nil
	}
	return state, nil
}

// ScanWaiting asks the scanner about the files that wait for it, oldest first, and says how many it could tell. It ends where
// the scanner does not answer. A file that cannot be read, since it is not in the store or was changed there, waits on and
// holds up no other; it is in the error.
func (s *Store) ScanWaiting(ctx context.Context) (told int, err error) {
	if s.Scanner == nil {
		return 0, nil
	}
	var unread []error
	var after row // the file that was looked at last, as it stood then
	for {
		r, err := s.row(ctx, `WHERE state = 'waiting' AND wrapped IS NOT NULL AND (stored_at, name) > ($1, $2) ORDER BY stored_at, name LIMIT 1`, after.Stored, after.Name)
		if errors.Is(err, ErrNotFound) {
			return told, errors.Join(unread...)
		}
		if err != nil {
			return told, errors.Join(append(unread, err)...)
		}
		after = r
		file, err := s.open(ctx, r)
		state := StateWaiting
		if err == nil {
			state, err = s.scan(ctx, file)
		}
		switch {
		case errors.Is(err, ErrChanged):
			unread = append(unread, fmt.Errorf("%s: %w", r.Name, err))
			continue
		case err != nil || state == StateWaiting:
			return told, errors.Join(append(unread, err)...)
		}
		if _, err := s.Pool.Exec(ctx, `UPDATE evidence.files SET state = $2 WHERE name = $1 AND state = 'waiting'`, r.Name, state); err != nil {
			return told, fmt.Errorf("record what the scanner found: %w", err)
		}
		told++
	}
}
