package web

import "sync"

// mostFound is how many tokens are remembered (our choice).
const mostFound = 10_000

// foundTokens are the hashes of tokens that were right when they were used last: wrong ones of the same address do not hold them up. It says
// nothing of whether they still are.
type foundTokens struct {
	mu  sync.Mutex
	all map[string]bool
}

func (f *foundTokens) has(secret string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.all[string(hashOf(secret))]
}

func (f *foundTokens) add(secret string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.all == nil || len(f.all) >= mostFound { // those that are used go on being found
		f.all = map[string]bool{}
	}
	f.all[string(hashOf(secret))] = true
}

func (f *foundTokens) drop(secret string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.all, string(hashOf(secret)))
}
