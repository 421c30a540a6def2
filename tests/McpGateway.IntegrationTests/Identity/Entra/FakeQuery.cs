using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.WebUtilities;

namespace McpGateway.IntegrationTests.Identity.Entra;

/// <summary>A read and its OData query, as far as Graph supports it on directory objects.</summary>
internal sealed partial class FakeQuery
{
    private const int DefaultPage = 100;
    private const int LargestPage = 999;

    private readonly Dictionary<string, string> _options;
    private readonly string _query;

    public FakeQuery(string path, string query, string consistency)
    {
        (Path, _query) = (path, query);
        _options = QueryHelpers.ParseQuery(query)
            .ToDictionary(option => option.Key, option => option.Value.ToString(), StringComparer.Ordinal);
        Problem = ProblemOf(consistency);
    }

    public string Path { get; }

    /// <summary>Why Graph would not answer this; null when it would.</summary>
    public string? Problem { get; }

    /// <summary>One page of what matches: only the selected members, and the query of the next page.</summary>
    public FakeAnswer Page(IEnumerable<JsonObject> all, string[] selectable, bool isTyped, int? largestPage)
    {
        if (!_options.TryGetValue("$select", out var select) || select.Split(',').Except(selectable).Any())
        {
            return FakeAnswer.Error(400, "Request_BadRequest", $"$select must name members that are there: {select}");
        }

        JsonObject[] matching;
        try
        {
            matching = [.. all.Where(Matches)];
        }
        catch (NotSupportedException unsupported)
        {
            return FakeAnswer.Error(400, "Request_UnsupportedQuery", unsupported.Message);
        }

        var skip = _options.TryGetValue("$skiptoken", out var token)
            ? int.Parse(token, System.Globalization.CultureInfo.InvariantCulture)
            : 0;
        var size = Math.Min(
            largestPage ?? LargestPage,
            _options.TryGetValue("$top", out var top) ? int.Parse(top, System.Globalization.CultureInfo.InvariantCulture) : DefaultPage);
        var page = new JsonArray([.. matching.Skip(skip).Take(size).Select(item => Select(item, select, isTyped))]);
        var body = new JsonObject { ["@odata.context"] = "https://graph.microsoft.com/v1.0/$metadata", ["value"] = page };
        if (matching.Length > skip + size)
        {
            body["@odata.nextLink"] = SkipToken().Replace(_query, "") + $"&$skiptoken={skip + size}";
        }

        return new(200, body);
    }

    private string? ProblemOf(string consistency)
    {
        string[] known = ["$select", "$top", "$filter", "$skiptoken", "$count", "$search", "$expand", "$orderby"];
        if (_options.Keys.FirstOrDefault(key => !known.Contains(key)) is { } unknown)
        {
            return "the option " + unknown;
        }

        // Microsoft Graph, "Advanced query capabilities on directory objects".
        var isAdvanced = _options.ContainsKey("$search")
            || _options.ContainsKey("$count")
            || Path.Contains("/microsoft.graph.", StringComparison.Ordinal)
            || (_options.ContainsKey("$filter") && _options.ContainsKey("$orderby"));
        if (isAdvanced && (consistency != "eventual" || (!_options.ContainsKey("$count") && !_options.ContainsKey("$search"))))
        {
            return "an advanced query without ConsistencyLevel and $count";
        }

        if (consistency.Length > 0 && (!isAdvanced || _options.ContainsKey("$expand")))
        {
            return "ConsistencyLevel where it is not for";
        }

        return _options.TryGetValue("$top", out var top) && (!int.TryParse(top, out var size) || size is < 1 or > LargestPage)
            ? "$top=" + top
            : null;
    }

    private bool Matches(JsonObject item) => !_options.TryGetValue("$filter", out var filter)
        || filter.Split(" or ").Any(any => any.Split(" and ").All(term => MatchesTerm(item, term)));

    private static bool MatchesTerm(JsonObject item, string term)
    {
        if (Equality().Match(term) is { Success: true } equal)
        {
            return string.Equals(Text(item, equal.Groups[1].Value), Unquote(equal.Groups[2].Value), StringComparison.OrdinalIgnoreCase);
        }

        if (Start().Match(term) is { Success: true } start)
        {
            return Text(item, start.Groups[1].Value).StartsWith(Unquote(start.Groups[2].Value), StringComparison.OrdinalIgnoreCase);
        }

        if (Switch().Match(term) is { Success: true } on)
        {
            return item[on.Groups[1].Value]?.GetValue<bool>() == (on.Groups[2].Value == "true");
        }

        return Tag().Match(term) is { Success: true } tag
            ? item["tags"]?.AsArray().Any(one => (string)one! == Unquote(tag.Groups[1].Value)) ?? false
            : throw new NotSupportedException("Unsupported filter: " + term);
    }

    private static JsonObject Select(JsonObject item, string select, bool isTyped)
    {
        var selected = new JsonObject();
        if (isTyped)
        {
            selected["@odata.type"] = item["@odata.type"]!.DeepClone();
        }

        foreach (var name in select.Split(','))
        {
            selected[name] = item[name]?.DeepClone();
        }

        return selected;
    }

    private static string Text(JsonObject item, string name) => (string?)item[name] ?? "";

    private static string Unquote(string text) => text.Replace("''", "'", StringComparison.Ordinal);

    [GeneratedRegex("^(id|appId|displayName|userPrincipalName) eq '((?:[^']|'')*)'$")]
    private static partial Regex Equality();

    [GeneratedRegex(@"^startswith\((userPrincipalName|mail|displayName|givenName|surname),'((?:[^']|'')*)'\)$")]
    private static partial Regex Start();

    [GeneratedRegex("^(securityEnabled|accountEnabled) eq (true|false)$")]
    private static partial Regex Switch();

    [GeneratedRegex(@"^tags/any\(t:t eq '((?:[^']|'')*)'\)$")]
    private static partial Regex Tag();

    [GeneratedRegex(@"&\$skiptoken=\d+")]
    private static partial Regex SkipToken();
}
