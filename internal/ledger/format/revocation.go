package format

import (
	"errors"
	"fmt"
	"time"
)

// revocation is an event that revokes a key.
type revocation struct {
	position int64
	recorded time.Time
	key, by  string
}

// LearnAll takes up the events of KeysStream in their order. What a key says from the instant on from which it is revoked does not count,
// whenever that is recorded: neither what it registered nor whom it revoked. So what is learned is gone through again without each revocation
// that turns out not to count.
func (r *Registry) LearnAll(n int, event func(n int) (Header, []byte)) {
	void := map[int64]string{}
	for {
		r.Keys, r.former, r.revoked, r.Broken = map[string]RegisteredKey{}, map[string]RegisteredKey{}, nil, nil
		for i := range n {
			h, body := event(i)
			err := error(nil)
			if why, ok := void[h.Position]; ok {
				err = errors.New(why)
			} else {
				err = r.learn(h, body)
			}
			if err != nil {
				r.Broken = append(r.Broken, Finding{h.Position, err.Error()})
			}
		}
		r.settle()
		known := len(void)
		for _, said := range r.revoked {
			by, ok := r.Keys[said.by]
			switch {
			case ok && !by.Revoked.IsZero() && !said.recorded.Before(by.Revoked), !ok && r.former[said.by].ID != "" && !r.descends(said.by, said.key):
				void[said.position] = fmt.Sprintf("the revocation of key %s was signed by %s, which is revoked or not known", said.key, said.by)
			}
		}
		if len(void) == known {
			return
		}
	}
}

// settle: what a stolen operator's key registered from its revocation on is not known. Keys that were registered by such keys go with them.
func (r *Registry) settle() {
	for again := true; again; {
		again = false
		for id, k := range r.Keys {
			by, known := r.Keys[k.By]
			root := k.By == id && r.Roots[id].ID == id
			if !root && (!known || !by.Revoked.IsZero() && !k.Recorded.Before(by.Revoked)) {
				delete(r.Keys, id)
				r.former[id] = k
				r.Broken = append(r.Broken, Finding{k.Position, fmt.Sprintf("the key %s was registered by %s, which is revoked or not known", id, k.By)})
				again = true
			}
		}
	}
}

// descends says that a key was registered by another, or by a key that was.
func (r *Registry) descends(id, from string) bool {
	for range len(r.Keys) + len(r.former) {
		k, ok := r.Keys[id]
		if !ok {
			k = r.former[id]
		}
		if k.By == from && id != from {
			return true
		}
		id = k.By
	}
	return false
}
