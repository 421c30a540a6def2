using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace McpGateway.IntegrationTests.Federation;

/// <summary>A catalogue that a <see cref="SourceServer"/> answers with the MCP registry's API, in pages with cursors.</summary>
internal sealed class RegistryPages
{
    private int _failures;

    /// <summary>Entries as JSON, in order.</summary>
    public List<string> Entries { get; init; } = [];

    /// <summary>The page that fails, counted from 0; -1 for none.</summary>
    public int FailingPage { get; init; } = -1;

    /// <summary>How often it fails.</summary>
    public int Failures { get; init; } = 1;

    /// <summary>Called before a page is answered, with its number.</summary>
    public Action<int> BeforePage { get; set; } = static _ => { };

    public (int Status, string Body) Answer(HttpRequest request)
    {
        if (request.Path != "/v0.1/servers")
        {
            return (404, """{"error":"Server not found"}""");
        }

        var limit = int.Parse(request.Query["limit"]!, CultureInfo.InvariantCulture);
        var start = request.Query["cursor"].ToString() is { Length: > 0 } cursor ? int.Parse(cursor, CultureInfo.InvariantCulture) : 0;
        var page = start / limit;
        BeforePage(page);
        if (page == FailingPage && Interlocked.Increment(ref _failures) <= Failures)
        {
            return (503, "busy");
        }

        var next = start + limit < Entries.Count ? $"\"nextCursor\":\"{start + limit}\"," : "";
        return (200, $"{{\"servers\":[{string.Join(',', Entries.Skip(start).Take(limit))}],\"metadata\":{{{next}\"count\":1}}}}");
    }

    public static RegistryPages Of(int count, Func<int, string>? entry = null) => new()
    {
        Entries = [.. Enumerable.Range(0, count).Select(entry ?? (static i => Simple(i)))],
    };

    public static string NameOf(int i) => $"io.github.owner{i % 100}/server-{i:00000}";

    public static string Simple(int i, string version = "1.0.0", string status = "active") =>
        SourceServer.Entry(NameOf(i), $"https://server-{i}.example.com/mcp", version, status);
}
