using System.Globalization;
using System.Text;
using McpGateway.Core.BuiltIn.Mcpgw;
using McpGateway.Core.Discovery.Endpoints;
using McpGateway.Core.Discovery.Indexing;
using McpGateway.Core.Discovery.Ranking;
using McpGateway.Core.Discovery.Search;
using McpGateway.Foundation.Http;
using McpGateway.Storage.Sql;

namespace McpGateway.Fuzz.Targets;

/// <summary>Cursors of pages: read only as they were written.</summary>
internal sealed class CursorTarget : FuzzTarget
{
    public override string Name => "cursor";

    public override IReadOnlyList<string> Words { get; } = ["-", "0", "9223372036854775807", "1", " ", "+", "\u0660"];

    public override int Run(byte[] input)
    {
        var text = Encoding.UTF8.GetString(input);
        var cursor = LogCursor.Parse(text);
        Require(cursor is not { At: < 0 } and not { Id: < 0 }, "nothing lies before the beginning");
        Require(cursor is null || LogCursor.Parse(cursor.Value.ToString()) == cursor, "written again it is the same");
        return HashCode.Combine(cursor is null, text.Length.ToString(CultureInfo.InvariantCulture).Length);
    }
}

/// <summary>Queries: few terms however long the text, and the same ones every time.</summary>
internal sealed class SearchQueryTarget : FuzzTarget
{
    public override string Name => "query";

    public override long BytesPerByte => 1500;

    public override IReadOnlyList<string> Words { get; } =
        ["get", "getHTTPResponse2XX", "show me ", "don't", "’s", "日本語", "é", "İ", "ß", "a1b2c3", " ", "_", "ing", "ational", "\"", "*",
            "NEAR(", "Å"];

    public override int Run(byte[] input)
    {
        var whole = Encoding.UTF8.GetString(input);
        var text = whole.Length <= SearchRequest.MaxQueryLength ? whole : whole[..SearchRequest.MaxQueryLength];
        var terms = QueryTerms.From(text, RankingParameters.Default);
        var again = QueryTerms.From(text, RankingParameters.Default);
        Require(terms.All.SequenceEqual(again.All), "the same text has the same terms");
        Require(terms.All.Count <= 256, "a query has a bounded number of terms");
        Require(terms.All.All(term => term.Text.Length is > 0 and <= 80 && float.IsFinite(term.Weight) && term.Weight > 0),
            "a term has text and weight");
        return HashCode.Combine(Math.Min(terms.All.Count, 32), terms.All.Count(term => term.IsPair) > 3);
    }
}

/// <summary>Bodies of searches, and schemas of tools as search and the built-in server read them.</summary>
internal sealed class SearchBodyTarget : FuzzTarget
{
    public override string Name => "search";

    public override long BytesPerByte => 8000;

    public override IReadOnlyList<string> Words { get; } =
    [
        "\"query\":\"q\"", "\"max_results\":3", "\"max_results\":1e30", "\"entity_types\":[\"tool\"]", "\"tags\":[\"a\"]",
        "\"min_score\":0.5", "\"why\":true",
        "\"properties\":{\"a\":{\"type\":\"string\",\"description\":\"d\"}}", "\"required\":[\"a\"]", "\"$ref\":\"#\"", "\"anyOf\":[{}]",
        "\"enum\":[1]", "null", "{", "}",
        "[", "]", ",",
    ];

    public override int Run(byte[] input)
    {
        if (StrictJson.ReadObject(input) is not { } json)
        {
            return 0;
        }

        var body = new SearchBody(json);
        var request = body.Read();
        Require(body.Refusal is not null || request.MaxResults is >= 1 and <= SearchRequest.MaxResultsLimit,
            "a request that is taken has bounds");
        var texts = new List<FieldText>();
        SchemaTexts.Add(json, texts);
        var cut = SchemaTrimmer.Cut(json, Detail.Lean);
        var arguments = new ToolArguments(json.EnumerateObject().ToDictionary(member => member.Name, member => member.Value));
        var number = arguments.WholeNumber("max_results", 5, 1, 50);
        Require(number is >= 1 and <= 50, "a number is within its bounds");
        _ = arguments.Text("query");
        return HashCode.Combine(body.Refusal is null, request.Kinds.Count, Math.Min(texts.Count, 9), cut?.GetValueKind(),
            arguments.Problems.Count);
    }
}
