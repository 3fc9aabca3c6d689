package local

import (
	"context"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/pgbin"
)

func TestProgrammeTimeIsReadFromACommandLine(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Programme{
		"2019-10-14":                         {time.Date(2019, 10, 14, 0, 0, 0, 0, time.UTC), 1},
		"2019-10-14T09:00:00+02:00":          {time.Date(2019, 10, 14, 7, 0, 0, 0, time.UTC), 1},
		"2019-10-14T07:00:00.000001Z,86400":  {time.Date(2019, 10, 14, 7, 0, 0, 1000, time.UTC), 86400},
		"2019-10-14,0":                       {time.Date(2019, 10, 14, 0, 0, 0, 0, time.UTC), 0},
		"2019-10-14T07:00:00Z,0.000001":      {time.Date(2019, 10, 14, 7, 0, 0, 0, time.UTC), 1e-6},
		"2019-10-14T07:00:00.123456+00:00,1": {time.Date(2019, 10, 14, 7, 0, 0, 123456000, time.UTC), 1},
	} {
		p, err := ParseProgramme(text)
		require.NoError(t, err, text)
		require.Equal(t, want, *p, text)
		again, err := ParseProgramme(p.String())
		require.NoError(t, err, text)
		require.Equal(t, want, *again, "what a refusal tells to give must be taken")
	}
	for _, text := range []string{"", "soon", "2019-10-14 09:00", "2019-10-14,", "2019-10-14,fast", "2019-10-14,-1", "2019-10-14,NaN", "2019-10-14,1000001", "0001-01-01"} {
		_, err := ParseProgramme(text)
		require.ErrorIs(t, err, ErrUsage, text)
	}
}

func TestAFolderKeepsItsClock(t *testing.T) {
	t.Parallel()
	f, err := claim(filepath.Join(t.TempDir(), "data"))
	require.NoError(t, err)
	slow, fast, still := clockOf(t, "2019-10-14,1"), clockOf(t, "2019-10-14,2"), clockOf(t, "2019-10-14,0")
	keeps := func(asked, kept *Programme) {
		t.Helper()
		p, err := f.keepClock(asked)
		require.NoError(t, err)
		require.Equal(t, kept, p)
	}
	keeps(nil, nil)
	keeps(slow, slow) // nothing was made with the other
	require.NoError(t, os.MkdirAll(f.file("postgres/data"), 0o700))
	keeps(slow, slow)
	keeps(nil, slow) // who asks for none takes the one that is there
	for _, other := range []*Programme{fast, still, clockOf(t, "2019-10-15,1")} {
		_, err := f.keepClock(other)
		require.ErrorIs(t, err, ErrUsage)
		require.ErrorContains(t, err, "programme time from 2019-10-14T00:00:00Z at 1 s a second")
		require.ErrorContains(t, err, "this asks for "+sentence(other.String()))
	}
}

func clockOf(t *testing.T, text string) *Programme {
	p, err := ParseProgramme(text)
	require.NoError(t, err)
	return p
}

func TestAFolderIsOneProcessesAtATime(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	require.False(t, isUp(dir))
	f, err := claim(dir)
	require.NoError(t, err)
	require.True(t, isUp(dir))
	_, err = claim(dir)
	require.ErrorContains(t, err, "a stack is up in "+dir+" already (process "+strconv.Itoa(os.Getpid())+")")
	_, err = Attach(dir)
	require.ErrorContains(t, err, "still starting")
	require.NoError(t, f.release())
	_, err = Attach(dir)
	require.ErrorIs(t, err, ErrNone)
	f, err = claim(dir)
	require.NoError(t, err)
	require.NoError(t, f.release())
}

func TestWhatIsDrawnStays(t *testing.T) {
	t.Parallel()
	f, err := claim(filepath.Join(t.TempDir(), "data"))
	require.NoError(t, err)
	drawn, err := f.ports()
	require.NoError(t, err)
	require.Len(t, drawn, len(listeners))
	again, err := f.ports()
	require.NoError(t, err)
	require.Equal(t, drawn, again)
	secrets, err := f.passwords()
	require.NoError(t, err)
	require.Len(t, secrets, len(roles))
	same, err := f.passwords()
	require.NoError(t, err)
	require.Equal(t, secrets, same)
	verifier, err := f.makeKeys()
	require.NoError(t, err)
	require.Regexp(t, `^local\.twinning\.example/[a-z0-9]{8}\+`, verifier)
	require.NoError(t, os.Remove(f.file("note-key")), "as where a kill came between")
	require.NoError(t, os.WriteFile(f.file("keys.next"), []byte("half"), 0o600))
	another, err := f.makeKeys()
	require.NoError(t, err)
	require.NotEqual(t, verifier, another)
}

func TestATakenPortIsNamed(t *testing.T) {
	t.Parallel()
	f, err := claim(filepath.Join(t.TempDir(), "data"))
	require.NoError(t, err)
	drawn, err := f.ports()
	require.NoError(t, err)
	require.NoError(t, drawn.await(t.Context(), f, "page", "smtp"))
	other, err := net.Listen("tcp", drawn.at("page"))
	require.NoError(t, err)
	defer other.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	err = drawn.await(ctx, f, "page", "smtp")
	require.ErrorContains(t, err, "port "+strconv.Itoa(drawn["page"])+", which Temporal's page was given in "+f.file("ports")+", is taken by another process")
}

func TestMissingProgramsAreNamed(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "data")
	_, err := Up(t.Context(), Options{Data: data, TemporalBinary: "/nowhere/temporaldev"})
	require.EqualError(t, err, "there is no program of Temporal at /nowhere/temporaldev: `make build` makes it")
	require.NoDirExists(t, data)
}

// Under /root, or in a folder of `mktemp -d`, the user PostgreSQL runs as reaches nothing.
func TestAClusterIsElsewhereWhenItsUserCannotEnter(t *testing.T) {
	t.Parallel()
	user, err := pgbin.Unprivileged()
	require.NoError(t, err)
	if user == nil {
		t.Skip("only root runs PostgreSQL as another user")
	}
	shut := t.TempDir()
	require.NoError(t, os.Chmod(shut, 0o700))
	f, err := claim(filepath.Join(shut, "data"))
	require.NoError(t, err)
	home, err := f.home(user)
	require.NoError(t, err)
	t.Cleanup(func() { os.RemoveAll(home) })
	require.Equal(t, elsewhere, filepath.Dir(home))
	require.Empty(t, barred(home, user))
	again, err := f.home(user)
	require.NoError(t, err)
	require.Equal(t, home, again)
	require.NoError(t, os.RemoveAll(home))
	_, err = f.home(user)
	require.ErrorContains(t, err, "leads to "+home+", which is gone")
}

// What is compared with the arguments of a postmaster that was left behind must be the same at every start.
func TestAClusterHasOneNameThroughLinks(t *testing.T) {
	t.Parallel()
	user, err := pgbin.Unprivileged()
	require.NoError(t, err)
	real := place(t)
	require.NoError(t, os.Mkdir(real, 0o755))
	link := filepath.Join(t.TempDir(), "link")
	require.NoError(t, os.Chmod(filepath.Dir(filepath.Dir(link)), 0o755))
	require.NoError(t, os.Symlink(real, link))
	f, err := claim(filepath.Join(link, "data"))
	require.NoError(t, err)
	first, err := f.home(user)
	require.NoError(t, err)
	again, err := f.home(user)
	require.NoError(t, err)
	require.Equal(t, first, again)
	require.Equal(t, filepath.Join(real, "data", "postgres"), first)
}

func TestTheEnvironmentSaysAnotherPlace(t *testing.T) {
	t.Setenv("DATABASE_URL", "postgres://twinning_app@db.example/twinning")
	t.Setenv("TWINNING_KEY_FILE", "/run/secrets/keys")
	s, err := Attach(t.TempDir())
	require.NoError(t, err)
	require.Equal(t, Settings{DatabaseURL: "postgres://twinning_app@db.example/twinning", KeyFile: "/run/secrets/keys"}, s)
}
