package client

import (
	"context"
	"iter"
	"maps"
	"net/http"
	"net/url"
	"strconv"
)

// ask asks a question whose answer is one thing.
func ask[T any](ctx context.Context, c *Client, path string, values url.Values) (answer T, err error) {
	return answer, c.read(ctx, request{method: http.MethodGet, path: path, values: c.asOf(values)}, &answer)
}

// list asks for a list, one page after the other, as its reader goes on.
func list[T any](ctx context.Context, c *Client, path string, values url.Values) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		at := url.Values{"limit": {"1000"}}
		for name, given := range values {
			at[name] = given
		}
		for {
			page, err := ask[struct {
				Items []T    `json:"items"`
				Next  string `json:"next"`
			}](ctx, c, path, at)
			if err != nil {
				var none T
				yield(none, err)
				return
			}
			for _, item := range page.Items {
				if !yield(item, nil) {
					return
				}
			}
			if page.Next == "" {
				return
			}
			at.Set("after", page.Next)
		}
	}
}

// asOf are the parameters of a question, with the instant of AsOf or AsRecorded where they name none.
func (c *Client) asOf(values url.Values) url.Values {
	if len(c.then) == 0 || values.Has("at") || values.Has("recorded") || values.Has("position") {
		return values
	}
	with := maps.Clone(c.then)
	maps.Copy(with, values)
	return with
}

// Collect is a whole list.
func Collect[T any](list iter.Seq2[T, error]) ([]T, error) {
	var all []T
	for item, err := range list {
		if err != nil {
			return all, err
		}
		all = append(all, item)
	}
	return all, nil
}

func number(n int64) string { return strconv.FormatInt(n, 10) }

// given are the parameters of a question that are not "".
func given(pairs ...string) url.Values {
	values := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			values.Set(pairs[i], pairs[i+1])
		}
	}
	return values
}

func flag(is bool) string {
	if is {
		return "true"
	}
	return ""
}
