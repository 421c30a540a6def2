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
/// <param name="IncludesGone">Whether versions that are gone are wanted, too: whoever asks for changes has to learn of them.</param>
internal sealed record RegistryListQuery(
    string? Cursor, int Limit, string? Search, DateTimeOffset? UpdatedSince, string? Version, bool IncludesGone)
{
    /// <summary>The parameter that asks for versions that are gone.</summary>
    public const string IncludeDeleted = "include_deleted";

    private const string WithoutGone =
        "Leave out include_deleted=false, or updated_since: whoever asks for changes has to learn what was deleted";

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

        var includesGone = query.OptionalBoolean(IncludeDeleted);
        return (
            query.IsValid && !(since is not null && includesGone is false),
            new(
                query.Find("cursor"), limit, NotEmpty(query.Find("search")), since, NotEmpty(query.Find("version")),
                includesGone ?? since is not null),
            query.IsValid ? ErrorResults.Detail(StatusCodes.Status400BadRequest, WithoutGone) : query.Problems.ToResult());
    }

    /// <summary>One page of the versions that fit, by name, and with what the next is asked for.</summary>
    public (IReadOnlyList<RegistryItem> Items, string? NextCursor) Page(IEnumerable<RegistryItem> items)
    {
        // What follows the cursor in order: a server that was removed since the page before does not make the reader start again.
        var page = items.Where(item => Fits(item) && IsBehindCursor(item))
            .OrderBy(static item => item.Name, StringComparer.Ordinal)
            .ThenBy(static item => item.Place, StringComparer.Ordinal)
            .Take(Limit + 1)
            .ToArray();
        return page.Length > Limit ? (page[..Limit], page[Limit - 1].Name + page[Limit - 1].Place) : (page, null);
    }

    private bool IsBehindCursor(RegistryItem item)
    {
        if (Cursor is null)
        {
            return true;
        }

        // No name holds a colon.
        var end = Cursor.IndexOf(':', StringComparison.Ordinal);
        var byName = string.CompareOrdinal(item.Name, end < 0 ? Cursor : Cursor[..end]);
        var place = end < 0 ? "" : RegistryItem.PlaceOf(Uri.UnescapeDataString(Cursor[(end + 1)..]));
        return byName > 0 || (byName == 0 && string.CompareOrdinal(item.Place, place) > 0);
    }

    private bool Fits(RegistryItem item) =>
        (Search is null
            || item.Name.Contains(Search, StringComparison.OrdinalIgnoreCase)
            || item.Server.ServerName.Contains(Search, StringComparison.OrdinalIgnoreCase))
        && (UpdatedSince is null || item.Server.UpdatedAt >= UpdatedSince)
        && (Version is null || (Version == ServerVersions.Latest ? item.IsLatest : Version == item.Version));

    private static string? NotEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
