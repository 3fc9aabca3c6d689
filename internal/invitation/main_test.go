package invitation_test

import (
	"os"
	"testing"

	. "twinning.example/engine/internal/call/calltest"
)

func TestMain(m *testing.M) { os.Exit(ProducesEveryRefusal(m)) }
