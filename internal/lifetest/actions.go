package lifetest

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Actions is what the server counts of this namespace: its metric `action`,
// read when it stands still, since it lags behind.
func (c *Temporal) Actions(ctx context.Context) (int, error) {
	last, since := -1, time.Now()
	for time.Since(since) < 2500*time.Millisecond {
		n, err := c.counted(ctx)
		if err != nil {
			return 0, err
		}
		if n != last {
			last, since = n, time.Now()
		}
		select {
		case <-ctx.Done():
			return 0, ctx.Err()
		case <-time.After(200 * time.Millisecond):
		}
	}
	return last, nil
}

func (c *Temporal) counted(ctx context.Context) (int, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, c.server.metrics, nil)
	if err != nil {
		return 0, err
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, err
	}
	defer answer.Body.Close()
	total := 0.0
	lines := bufio.NewScanner(answer.Body)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		line := lines.Text()
		if strings.HasPrefix(line, "action{") && strings.Contains(line, `namespace="`+c.Namespace+`"`) {
			n, err := strconv.ParseFloat(line[strings.LastIndexByte(line, ' ')+1:], 64)
			if err != nil {
				return 0, fmt.Errorf("read %q: %w", line, err)
			}
			total += n
		}
	}
	return int(total), lines.Err()
}
