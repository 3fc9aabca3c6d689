package browser_test

import (
	"os"
	"testing"

	"twinning.example/engine/internal/browser"
)

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	defer browser.Share()()
	return m.Run()
}
