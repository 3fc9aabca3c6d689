package payfile_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"twinning.example/engine/internal/payfile"
)

// The schemas of ISO 20022 that a registry has: the Go proxy, in a module under the Apache License 2.0. They are read there and are no part of
// this project. Of pain.001 and pain.002 it has the versions after ours; what we write and read is the same in both.
const (
	schemasOf = "github.com/moov-io/iso20022@v0.2.1"
	schemaSum = "h1:DxghLeyQheunSWxOXrdMNJZxHMkTFEfRNqIcUBd2fvM="
	order10   = "payments_initiation_11/pain.001.001.10_1.xsd"
	status11  = "payments_initiation_11/pain.002.001.11.xsd"
	stated08  = "banktocustomer_cash_management_8/camt.053.001.08.xsd"
)

// official validates by a schema of ISO 20022.
func official(t *testing.T) func(schema string, xml []byte) (string, error) {
	t.Helper()
	lint, err := exec.LookPath("xmllint")
	if err != nil {
		t.Skip("xmllint is not there: apt-get install libxml2-utils")
	}
	get := exec.CommandContext(t.Context(), "go", "mod", "download", "-json", schemasOf)
	get.Dir, get.WaitDelay = t.TempDir(), time.Second
	answer, err := get.Output()
	var module struct{ Dir, Sum, Error string }
	if json.Unmarshal(answer, &module) != nil || err != nil || module.Dir == "" {
		t.Skipf("the Go proxy gives no %s: %s", schemasOf, module.Error)
	}
	require.Equal(t, schemaSum, module.Sum)
	return func(schema string, xml []byte) (string, error) {
		file := filepath.Join(t.TempDir(), "message.xml")
		require.NoError(t, os.WriteFile(file, xml, 0o600))
		out, err := exec.CommandContext(t.Context(), lint, "--noout", "--nonet", "--schema", filepath.Join(module.Dir, "docs", "specifications", schema), file).CombinedOutput() //nolint:gosec // files of ours
		return string(out), err
	}
}

func TestAnOrderIsValidByTheOfficialSchemaOfTheNextVersion(t *testing.T) {
	t.Parallel()
	validate := official(t)
	o := order(t)
	o.Payments[0].To.Street, o.Payments[0].To.PostCode = "Musterallee 1", "53111"
	got, err := payfile.Write(o)
	require.NoError(t, err)
	next := strings.Replace(string(got), "pain.001.001.09", "pain.001.001.10", 1)
	out, err := validate(order10, []byte(next))
	require.NoError(t, err, out)
	for _, broken := range [][2]string{{"<Ctry>DE</Ctry>", "<Ctry>Germany</Ctry>"}, {"<MsgId>DHE-2019-R1</MsgId>", ""}, {"DE89370400440532013000", "no number"}, {"<TwnNm>", "<Town>"}} {
		_, err := validate(order10, []byte(strings.Replace(next, broken[0], broken[1], 1)))
		require.Error(t, err, "the schema takes anything: %s", broken[0])
	}
}

// The bank's answers as the schemas have them, whole: what we read of them does not rest on messages that no bank writes.
const (
	officialStatus = `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>
 <GrpHdr><MsgId>BANK-1</MsgId><CreDtTm>2021-01-15T18:00:00</CreDtTm><InitgPty><Nm>Sample Bank</Nm></InitgPty></GrpHdr>
 <OrgnlGrpInfAndSts><OrgnlMsgId>DHE-2019-R1</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId><OrgnlNbOfTxs>3</OrgnlNbOfTxs><GrpSts>PART</GrpSts></OrgnlGrpInfAndSts>
 <OrgnlPmtInfAndSts><OrgnlPmtInfId>DHE-2019-R1-EUR</OrgnlPmtInfId>
  <TxInfAndSts><OrgnlEndToEndId>DHE-2019-R1-1</OrgnlEndToEndId><TxSts>ACSC</TxSts><AccptncDtTm>2021-01-16T10:00:00+01:00</AccptncDtTm><AcctSvcrRef>A4711</AcctSvcrRef></TxInfAndSts>
  <TxInfAndSts><OrgnlEndToEndId>DHE-2019-R1-2</OrgnlEndToEndId><TxSts>RJCT</TxSts><StsRsnInf><Rsn><Cd>AC04</Cd></Rsn><AddtlInf>Closed account</AddtlInf></StsRsnInf></TxInfAndSts>
 </OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>`
	officialStatement = `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
 <GrpHdr><MsgId>S1</MsgId><CreDtTm>2021-01-16T23:00:00</CreDtTm></GrpHdr>
 <Stmt><Id>1</Id><ElctrncSeqNb>1</ElctrncSeqNb><CreDtTm>2021-01-16T23:00:00</CreDtTm>
  <Acct><Id><IBAN>BE68539007547034</IBAN></Id><Ccy>EUR</Ccy></Acct>
  <Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">100.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2021-01-16</Dt></Dt></Bal>
  <Ntry><Amt Ccy="EUR">16000.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2021-01-16</Dt></BookgDt><ValDt><Dt>2021-01-16</Dt></ValDt><AcctSvcrRef>R1</AcctSvcrRef>
   <BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>ICDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd>
   <NtryDtls><TxDtls><Refs><MsgId>DHE-2019-R1</MsgId><EndToEndId>DHE-2019-R1-1</EndToEndId></Refs><Amt Ccy="EUR">16000.00</Amt><CdtDbtInd>DBIT</CdtDbtInd></TxDtls></NtryDtls></Ntry>
  <Ntry><Amt Ccy="EUR">10.74</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><DtTm>2021-01-17T08:00:00</DtTm></BookgDt><AcctSvcrRef>R3</AcctSvcrRef>
   <BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>ICDT</Cd><SubFmlyCd>RRTN</SubFmlyCd></Fmly></Domn></BkTxCd>
   <NtryDtls><TxDtls><Refs><EndToEndId>DHE-2019-R1-3</EndToEndId></Refs><Amt Ccy="EUR">10.74</Amt><CdtDbtInd>CRDT</CdtDbtInd><RtrInf><Rsn><Cd>MD07</Cd></Rsn></RtrInf></TxDtls></NtryDtls></Ntry>
 </Stmt></BkToCstmrStmt></Document>`
)

func TestWhatABankAnswersIsReadAsTheOfficialSchemasHaveIt(t *testing.T) {
	t.Parallel()
	_, list, err := payfile.Read([]byte(officialStatus))
	require.NoError(t, err)
	require.Len(t, list, 2)
	require.Contains(t, said(list[0]), "1 DHE-2019-R1 DHE-2019-R1-1 executed 2021-01-16 A4711")
	require.Contains(t, said(list[1]), "2 DHE-2019-R1 DHE-2019-R1-2 returned 2021-01-15  AC04")
	_, list, err = payfile.Read([]byte(officialStatement))
	require.NoError(t, err)
	require.Len(t, list, 2)
	require.Contains(t, said(list[0]), "1 DHE-2019-R1 DHE-2019-R1-1 executed 2021-01-16 R1")
	require.Contains(t, said(list[1]), "DHE-2019-R1-3 returned 2021-01-17 R3 MD07")

	validate := official(t)
	out, err := validate(stated08, []byte(officialStatement))
	require.NoError(t, err, out)
	out, err = validate(status11, []byte(strings.Replace(officialStatus, "pain.002.001.10", "pain.002.001.11", 1)))
	require.NoError(t, err, out)
	_, err = validate(stated08, []byte(strings.Replace(officialStatement, "<Id>1</Id>", "", 1)))
	require.Error(t, err, "the schema takes anything")
}
