package throttle_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/throttle"
)

func TestWhoeverAsksTooOftenWaitsAndNobodyElseDoes(t *testing.T) {
	t.Parallel()
	l, now := throttle.New(2, 3), time.Unix(0, 0)
	for range 3 {
		require.Zero(t, l.Wait("a", now))
	}
	require.Equal(t, 500*time.Millisecond, l.Wait("a", now))
	require.Equal(t, 500*time.Millisecond, l.Wait("a", now), "who is told to wait has not asked")
	require.Equal(t, 500*time.Millisecond, l.Left("a", now))
	require.Zero(t, l.Left("b", now))
	require.Zero(t, l.Wait("b", now))
	require.Zero(t, l.Left("b", now), "two are left, and looking takes none")
	require.Zero(t, throttle.New(0, 5).Left("a", now))
	require.Zero(t, l.Wait("a", now.Add(500*time.Millisecond)))
	require.Zero(t, throttle.New(0, 5).Wait("a", now), "without a limit nobody waits")
	for n := range 30_000 { // those who have not asked for a while are let go
		require.Zero(t, l.Wait(fmt.Sprint(n), now.Add(time.Duration(n)*time.Millisecond)))
	}
}

func TestOneSubscriberIsCountedOnceHoweverManyAddressesOfIPv6TheyHave(t *testing.T) {
	t.Parallel()
	for address, is := range map[string]string{
		"192.0.2.1:80":                "192.0.2.1",
		"192.0.2.2:80":                "192.0.2.2",
		"[::ffff:192.0.2.1]:0":        "192.0.2.1",
		"[2001:db8:1:2::1]:443":       "2001:db8:1:2::/64",
		"[2001:db8:1:2:ffff::9]:443":  "2001:db8:1:2::/64",
		"[2001:db8:1:3::1]:443":       "2001:db8:1:3::/64",
		"[fe80::1%eth0]:443":          "fe80::/64",
		"@":                           "@", // a socket of this machine
		"a name without a port given": "a name without a port given",
	} {
		require.Equal(t, is, throttle.Of(address), address)
	}
}
