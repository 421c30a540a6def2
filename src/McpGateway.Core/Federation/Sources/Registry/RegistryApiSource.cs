using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using McpGateway.Foundation;

namespace McpGateway.Core.Federation.Sources.Registry;

/// <summary>
/// A registry with the MCP registry's API: named servers, each in its newest version, or all of them in pages. Reads changes only where it
/// is told since when.
/// </summary>
internal sealed class RegistryApiSource(SourceHttp http, TimeProvider time) : ICatalogueSource
{
    private const int PageSize = 100;

    /// <summary>Clocks differ, and an entry may become visible after the time that it bears.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(10);

    public string Kind => SourceKinds.Registry;

    public IAsyncEnumerable<Result<SourcePage>> ReadAsync(SourceRecord source, string? mark, CancellationToken cancellationToken) =>
        source.Names.Count > 0 ? ReadNamedAsync(source, cancellationToken) : ReadAllAsync(source, mark, cancellationToken);

    private async IAsyncEnumerable<Result<SourcePage>> ReadNamedAsync(
        SourceRecord source, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var name in source.Names)
        {
            var answer = await http.GetAsync(
                source, $"{Base(source)}/{Uri.EscapeDataString(name)}/versions/latest", cancellationToken);
            if (!answer.IsSuccess && answer.Error.Kind is not (ErrorKind.NotFound or ErrorKind.BadGateway))
            {
                yield return answer.Error;
                yield break;
            }

            yield return new SourcePage([ItemOf(name, answer)]) { Total = source.Names.Count };
        }
    }

    private static SourceItem ItemOf(string name, Result<JsonElement> answer)
    {
        if (!answer.IsSuccess)
        {
            return answer.Error.Kind == ErrorKind.NotFound
                ? new() { OriginalId = name, IsDeleted = true, Problem = "The registry has no server of this name" }
                : SourceItem.Unusable(name, answer.Error.Detail);
        }

        return ServerJsonReader.ReadEntry(answer.Value) is { } item && item.OriginalId == name
            ? item
            : SourceItem.Unusable(name, "The registry answered with another server");
    }

    private async IAsyncEnumerable<Result<SourcePage>> ReadAllAsync(
        SourceRecord source, string? mark, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var next = (time.GetUtcNow() - Overlap).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var since = mark is null ? "" : "&updated_since=" + Uri.EscapeDataString(mark);
        var cursors = new HashSet<string>(StringComparer.Ordinal);
        for (string? cursor = null; ;)
        {
            var answer = await http.GetAsync(
                source,
                $"{Base(source)}?limit={PageSize}&version=latest{since}"
                    + (cursor is null ? "" : "&cursor=" + Uri.EscapeDataString(cursor)),
                cancellationToken);
            if (!answer.IsSuccess)
            {
                yield return answer.Error;
                yield break;
            }

            if (ItemJson.Member(answer.Value, "servers", JsonValueKind.Array) is not { } servers)
            {
                yield return new Error(ErrorKind.BadGateway, "The source's answer has no list 'servers': is it a registry's address?");
                yield break;
            }

            yield return new SourcePage([.. servers.EnumerateArray().Select(ServerJsonReader.ReadEntry).OfType<SourceItem>()])
            {
                Mark = next,
                IsIncrement = mark is not null,
            };
            cursor = CursorOf(answer.Value);
            if (cursor is null)
            {
                yield break;
            }

            if (!cursors.Add(cursor))
            {
                yield return new Error(ErrorKind.BadGateway, "The source's pages go round: it named the same cursor twice");
                yield break;
            }
        }
    }

    private static string? CursorOf(JsonElement answer) =>
        ItemJson.Member(answer, "metadata", JsonValueKind.Object) is { } metadata
            ? ItemJson.Text(metadata, "nextCursor", "next_cursor")
            : null;

    private static string Base(SourceRecord source) => source.Endpoint.TrimEnd('/') + "/v0.1/servers";
}
