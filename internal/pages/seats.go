package pages

import (
	"errors"
	"net"
	"sync"
)

// How many pages may be open and update by themselves, on one server (our choice).
const (
	openToOne     = 12  // to one person: the oldest is let go
	openToAddress = 50  // to an address from which nobody is signed in
	openToAll     = 800 // to everybody
)

var errBusy = errors.New("too many pages are open")

// openPages counts the pages that are open.
type openPages struct {
	mu    sync.Mutex
	seats map[string][]*seat // by person or address, the oldest first
	all   int
}

func newOpenPages() *openPages { return &openPages{seats: map[string][]*seat{}} }

// A seat is one open page. taken is closed when it is let go for a newer one.
type seat struct {
	of    *openPages
	key   string
	taken chan struct{}
	over  bool
}

// sit takes a seat for a page of a person, or of an address where nobody is signed in.
func (o *openPages) sit(person, address string) (*seat, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	s := &seat{of: o, key: "person " + person, taken: make(chan struct{})}
	most := openToOne
	if person == "" {
		host, _, err := net.SplitHostPort(address)
		if err != nil {
			host = address
		}
		s.key, most = "address "+host, openToAddress
	}
	full := len(o.seats[s.key]) >= most
	switch {
	case full && person == "", !full && o.all >= openToAll:
		return nil, errBusy
	case full:
		o.free(o.seats[s.key][0])
	}
	o.seats[s.key] = append(o.seats[s.key], s)
	o.all++
	return s, nil
}

// free lets a page go; whoever calls it holds the lock.
func (o *openPages) free(s *seat) {
	if s.over {
		return
	}
	s.over = true
	close(s.taken)
	o.all--
	var left []*seat
	for _, other := range o.seats[s.key] {
		if other != s {
			left = append(left, other)
		}
	}
	o.seats[s.key] = left
	if len(left) == 0 {
		delete(o.seats, s.key)
	}
}

func (s *seat) leave() {
	s.of.mu.Lock()
	defer s.of.mu.Unlock()
	s.of.free(s)
}
