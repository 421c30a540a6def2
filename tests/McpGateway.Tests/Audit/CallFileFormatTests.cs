using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using McpGateway.Core.Audit;

namespace McpGateway.Tests.Audit;

/// <summary>Calls as lines of a file: others' words in them stay words.</summary>
public sealed class CallFileFormatTests
{
    [Theory]
    [InlineData("ann", "ann")]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\tx", "'\tx")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"x\"", "\"say \"\"x\"\"\"")]
    [InlineData("a\nb", "\"a\nb\"")]
    [InlineData("\r=x", "\"'\r=x\"")]
    [InlineData("=HYPERLINK(\"http://x\",\"y\")", "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"")]
    public void Csv_NameOfOthers_IsNoFormulaAndOneCell(string user, string cell) =>
        Assert.Contains($",{cell},", CallFileFormat.Find("csv")!.Line(Entry(user)), StringComparison.Ordinal);

    [Fact]
    public void Csv_Line_HasACellForEachHeading()
    {
        var csv = CallFileFormat.Find(null)!;

        Assert.Equal("csv", csv.Name);
        Assert.Equal(csv.Head.TrimEnd('\n').Split(',').Length, csv.Line(Entry("ann")).Split(',').Length);
        Assert.StartsWith("7,2026-01-02T12:00:00.000000Z,mail,tools/call,send,ann,", csv.Line(Entry("ann")), StringComparison.Ordinal);
    }

    [Fact]
    public void Csv_AnyName_KeepsTheColumns() => Prop.ForAll<NonNull<string>>(user =>
    {
        var cells = Cells(CallFileFormat.Find("csv")!.Line(Entry(user.Get)));

        Assert.Equal(22, cells.Count);
        Assert.Equal(user.Get, cells[5].StartsWith('\'') && !user.Get.StartsWith('\'') ? cells[5][1..] : cells[5]);
        Assert.DoesNotContain(cells[5].Length > 0 ? cells[5][0] : 'x', "=+-@\t\r");
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Csv_NewColumns_ComeLast()
    {
        var csv = CallFileFormat.Find("csv")!;
        var call = Entry("ann") with { TraceId = "4bf92f", TokenId = "t", Reason = "access_denied", DecisionMs = 0.5, UpstreamMs = 12.3 };

        Assert.EndsWith(",upstream_ms\n", csv.Head, StringComparison.Ordinal);
        Assert.EndsWith(",4bf92f,t,access_denied,,0.5,12.3", csv.Line(call), StringComparison.Ordinal);
    }

    [Fact]
    public void JsonLines_Line_IsTheCall()
    {
        var line = CallFileFormat.Find("jsonl")!.Line(Entry("a\nb"));

        Assert.DoesNotContain('\n', line);
        Assert.Equal("a\nb", JsonDocument.Parse(line).RootElement.GetProperty("user").GetString());
    }

    [Theory]
    [InlineData("xlsx")]
    [InlineData("CSV")]
    public void Find_AnotherFormat_IsNone(string name) => Assert.Null(CallFileFormat.Find(name));

    /// <summary>A reader of RFC 4180.</summary>
    private static List<string> Cells(string line)
    {
        var cells = new List<string>();
        var cell = new System.Text.StringBuilder();
        var isQuoted = false;
        for (var at = 0; at < line.Length; at++)
        {
            if (isQuoted && line[at] == '"' && at + 1 < line.Length && line[at + 1] == '"')
            {
                cell.Append(line[at++]);
            }
            else if (line[at] == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (line[at] == ',' && !isQuoted)
            {
                cells.Add(cell.ToString());
                cell.Clear();
            }
            else
            {
                cell.Append(line[at]);
            }
        }

        cells.Add(cell.ToString());
        return cells;
    }

    private static CallEntry Entry(string user) => new()
    {
        Id = "7",
        At = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero),
        Server = "mail",
        Method = "tools/call",
        Target = "send",
        User = user,
        AuthMethod = "oauth2",
        Outcome = "forwarded",
        Status = 200,
        DurationMs = 1.5,
    };
}
