using System.Globalization;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation.Http;

namespace McpGateway.Core.Registry.Endpoints;

/// <summary>What a client wants of the list of servers.</summary>
/// <param name="Cursor">The name of the last server of the page before; null for the first page.</param>
/// <param name="Limit">Servers on a page.</param>
/// <param name="Search">A part of the name or the title; null for all.</param>
/// <param name="UpdatedSince">Only what changed at or after this time; null for all.</param>
/// <param name="Version">A version, or <c>latest</c>; null for all.</param>
internal sealed record RegistryListQuery(string? Cursor, int Limit, string? Search, DateTimeOffset? UpdatedSince, string? Version)
{
    private const int DefaultPage = 100;
    private const int MaxPage = 1000;

    public static (bool IsSuccess, RegistryListQuery Value, IResult Error) Read(HttpRequest request)
    {
        var query = FormFields.OfQuery(request);
        var limit = query.WholeNumber("limit", DefaultPage, 1, MaxPage);
        DateTimeOffset? since = null;
        if (query.Find("updated_since") is { } text)
        {
            if (DateTimeOffset.TryParse(
                text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time))
            {
                since = time;
            }
            else
            {
                query.Problems.Value(
                    "query", "updated_since", text, "Write a time of RFC 3339, for instance 2026-01-31T12:00:00Z");
            }
        }

        return (
            query.IsValid,
            new(query.Find("cursor"), limit, NotEmpty(query.Find("search")), since, NotEmpty(query.Find("version"))),
            query.Problems.ToResult());
    }

    /// <summary>Whether other versions than the default may be what is asked for.</summary>
    public bool IsOfVersion => Version is not null and not ServerVersions.Latest;

    /// <summary>One page of the servers that fit, by name, and with what the next is asked for.</summary>
    public (IReadOnlyList<ServerView> Servers, string? NextCursor) Page(IReadOnlyList<ServerView> usable)
    {
        // What follows the cursor in order: a server that was removed since the page before does not make the reader start again.
        var page = usable.Where(Fits)
            .Select(static view => (Name: RegistryNames.Of(view.Server), View: view))
            .Where(named => Cursor is null || string.CompareOrdinal(named.Name, Cursor) > 0)
            .OrderBy(static named => named.Name, StringComparer.Ordinal)
            .Take(Limit + 1)
            .ToArray();
        return page.Length > Limit
            ? ([.. page.Take(Limit).Select(static named => named.View)], page[Limit - 1].Name)
            : ([.. page.Select(static named => named.View)], null);
    }

    private bool Fits(ServerView view) =>
        (Search is null
            || RegistryNames.Of(view.Server).Contains(Search, StringComparison.OrdinalIgnoreCase)
            || view.Server.ServerName.Contains(Search, StringComparison.OrdinalIgnoreCase))
        && (UpdatedSince is null || view.Server.UpdatedAt >= UpdatedSince)
        && (Version is null or ServerVersions.Latest || Version == ServerVersions.Of(view.Server));

    private static string? NotEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
