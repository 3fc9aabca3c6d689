package lifetest

import (
	"context"
	"errors"
	"sync"

	"twinning.example/engine/activities"
	"twinning.example/engine/internal/law"
	"twinning.example/engine/internal/letters"
)

// Post is a mail server that keeps what it is given.
type Post struct {
	// Fault says what becomes of a letter. Nil, and where it returns "", it is sent.
	Fault func(to string) letters.Fate

	mu   sync.Mutex
	sent []letters.Mail
	away bool
}

// Away lets nobody connect, until it is called with false.
func (p *Post) Away(away bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.away = away
}

// Sent are the letters taken, in their order.
func (p *Post) Sent() []letters.Mail {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]letters.Mail{}, p.sent...)
}

// Connect makes a Post the post of activities.
func (p *Post) Connect(context.Context) (activities.Session, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.away {
		return nil, errors.New("the mail server is away")
	}
	return session{p}, nil
}

type session struct{ p *Post }

func (s session) Send(_ context.Context, m letters.Mail) (letters.Fate, error) {
	s.p.mu.Lock()
	defer s.p.mu.Unlock()
	if s.p.Fault != nil {
		if fate := s.p.Fault(m.ToEmail); fate != "" {
			return fate, &letters.Problem{Hindrance: law.Hindrance{Why: law.LetterPersonNotTaken}}
		}
	}
	s.p.sent = append(s.p.sent, m)
	return letters.Sent, nil
}

func (s session) Close() error { return nil }
