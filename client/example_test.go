package client_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"strings"

	"twinning.example/engine/client"
)

// A party tries what the law would say of its tender, submits it, adds a document, and
// reads what has happened. tender.json is {"tender": {...}}, as in docs/api.md. A test runs
// this against a desk.
func Example() {
	ctx := context.Background()
	desk, err := client.New(os.Getenv("TWINNING_URL"), os.Getenv("TWINNING_TOKEN"))
	if err != nil {
		log.Fatal(err)
	}
	content, err := os.ReadFile("tender.json")
	if err != nil {
		log.Fatal(err)
	}

	submit := client.Command{To: client.Call("DHE-2019"), Kind: client.KindSubmitTender, Content: json.RawMessage(content), ID: client.NewID()}
	would, err := desk.DryRun(ctx, submit)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("it would be", would.Status)

	receipt, err := desk.Send(ctx, submit) // sent again under its ID it is done once
	if err != nil {
		log.Fatal(err)
	}
	if receipt, err = desk.Await(ctx, receipt); err != nil {
		log.Fatal(err)
	}
	fmt.Println("it is", receipt.Status, "with", receipt.Events[0].Kind)

	added, err := desk.AddEvidence(ctx, client.Upload{
		Tender: receipt.Reference, For: "document-tender-form", Name: "form.pdf", Content: strings.NewReader("%PDF-1.7\nthe form"),
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("a file of", added.Size, "bytes:", added.Receipt.Status)

	_, err = desk.Send(ctx, client.Command{To: client.Call("DHE-2019"), Kind: client.KindPublishCall})
	if p, refused := client.Refused(err); refused {
		fmt.Println("refused by", p.Rule+"/"+p.Code)
	}

	for line, err := range desk.History(ctx, client.TenderOf(receipt.Reference), false) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(line.Kind)
	}
}
