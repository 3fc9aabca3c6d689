package pages

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"
)

// The address that a form leads to says in how many other lives something was not there yet, whatever else it says.
func TestTheAddressAfterAFormSaysWhatWasNotThereYet(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		"/bodies/EHN":            "/bodies/EHN?under-way=2",
		"/programmes/D?waits=x":  "/programmes/D?waits=x&under-way=2",
		"/initiatives/C#pairing": "/initiatives/C?under-way=2#pairing",
	} {
		is := saysUnderWay(path, 2)
		require.Equal(t, want, is)
		_, err := url.Parse(is)
		require.NoError(t, err)
	}
}
