package query

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

// What is erased while it is read is not remembered, and what an entry said before is not told of what it says now.
func TestWhatEntriesSayIsForgottenWithWhatIsErased(t *testing.T) {
	t.Parallel()
	s := newEntryMemory(3)
	turn := s.turn()
	s.keep(turn, "a", said{version: 4, title: "A portal"})
	is, known := s.of("a", 4)
	require.True(t, known)
	require.Equal(t, "A portal", string(is.title))
	_, known = s.of("a", 5)
	require.False(t, known, "it was revised since")
	s.forget()
	_, known = s.of("a", 4)
	require.False(t, known)
	s.keep(turn, "a", said{version: 4, title: "A portal"})
	_, known = s.of("a", 4)
	require.False(t, known, "it was read before the erasure")
	for n := range 10 {
		s.keep(s.turn(), fmt.Sprint(n), said{version: 1})
		require.LessOrEqual(t, len(s.said), 3)
		_, known = s.of(fmt.Sprint(n), 1)
		require.True(t, known)
	}
	var none *entryMemory
	none.keep(none.turn(), "a", said{version: 1})
	_, known = none.of("a", 1)
	require.False(t, known)
}
