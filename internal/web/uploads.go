package web

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"time"
)

// The limits of a file of evidence on its way (our choice): of its bytes the store has a
// limit of its own, from the rule book.
const (
	uploadSize  = 1 << 30
	uploadTime  = time.Hour   // for the whole file
	uploadPause = time.Minute // without a byte
)

// isUpload tells whether a request brings a file of evidence to the API: POST .../evidence.
func isUpload(r *http.Request) bool {
	return r.Method == http.MethodPost && strings.HasPrefix(r.URL.Path, "/api/") && strings.HasSuffix(r.URL.Path, "/evidence")
}

// limited holds each request to the bytes and the time that it may take: a form or a
// command is small, a file takes its time on a slow line.
func (s *Server) limited(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		size := int64(bodySize)
		form := s.uploads != nil && s.uploads(r)
		if form {
			size = s.most
		}
		if isUpload(r) {
			size = uploadSize
		}
		if form || isUpload(r) {
			r.Body = &steady{ReadCloser: r.Body, conn: http.NewResponseController(w), until: time.Now().Add(uploadTime)}
		}
		r.Body = http.MaxBytesReader(w, r.Body, size)
		next.ServeHTTP(&paced{ResponseWriter: w, conn: http.NewResponseController(w)}, r)
	})
}

// steady is a body that may take long, as long as it keeps coming.
type steady struct {
	io.ReadCloser
	conn  *http.ResponseController
	until time.Time
	ended bool
}

func (s *steady) Read(p []byte) (n int, err error) {
	if s.ended { // the connection waits for the next request, or for its end: that has no limit of this body
		return s.ReadCloser.Read(p)
	}
	by := time.Now().Add(uploadPause)
	if by.After(s.until) {
		by = s.until
	}
	if err := s.conn.SetReadDeadline(by); err != nil && !errors.Is(err, http.ErrNotSupported) { // it is no connection
		return 0, err
	}
	n, err = s.ReadCloser.Read(p)
	s.ended = err != nil
	return n, err
}

// How an answer goes out (our choice): whoever takes nothing of a piece for so long is let go.
const (
	answerPiece = 64 << 10
	answerPause = time.Minute
)

// paced is an answer that may take long, as long as its reader takes it.
type paced struct {
	http.ResponseWriter
	conn *http.ResponseController
}

func (p *paced) Write(text []byte) (n int, err error) {
	for more := true; more; more = n < len(text) {
		if err := p.conn.SetWriteDeadline(time.Now().Add(answerPause)); err != nil && !errors.Is(err, http.ErrNotSupported) { // it is no connection
			return n, err
		}
		wrote, err := p.ResponseWriter.Write(text[n:min(n+answerPiece, len(text))])
		if n += wrote; err != nil {
			return n, err
		}
	}
	return n, nil
}

// Unwrap is for http.ResponseController.
func (p *paced) Unwrap() http.ResponseWriter { return p.ResponseWriter }
