using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using McpGateway.Foundation;

namespace McpGateway.Core.Federation.Sources.Peers;

/// <summary>
/// Another gateway, by its export API: servers, then agents, in pages with generations. What it has goes below a path of its name. One of
/// this product also lists the paths of all that it has for us, so that a reading of changes sees what has left, too.
/// </summary>
internal sealed class PeerSource(SourceHttp http, RegistryIdentity identity) : ICatalogueSource
{
    private const int PageSize = 500;
    private const string Agents = "agents";

    public string Kind => SourceKinds.Peer;

    public async IAsyncEnumerable<Result<SourcePage>> ReadAsync(
        SourceRecord source, string? mark, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var self = await identity.GetAsync(cancellationToken);
        string? generation = null;
        foreach (var (part, read) in Parts)
        {
            for (var offset = 0; ;)
            {
                var answer = await http.GetAsync(source, AddressOf(source, part, offset, mark), cancellationToken);
                if (answer is { IsSuccess: false, Error.Kind: ErrorKind.NotFound } && part == Agents)
                {
                    // A gateway without agents is one all the same.
                    break;
                }

                if (Refusal(answer, self) is { } refusal)
                {
                    yield return refusal;
                    yield break;
                }

                var items = ItemJson.Elements(answer.Value, "items").ToArray();

                // Of the first page: what changes while the pages are read is read again next time.
                generation ??= ItemJson.Number(answer.Value, "sync_generation")?.ToString(CultureInfo.InvariantCulture);
                yield return new SourcePage([.. items.Select(item => read(item, "/" + source.Id))])
                {
                    Mark = generation,
                    IsIncrement = mark is not null,
                    Total = ItemJson.Number(answer.Value, "total_count"),
                    Present = PresentIn(answer.Value, part),
                };
                offset += items.Length;
                if (items.Length == 0 || !ItemJson.Flag(answer.Value, "has_more"))
                {
                    break;
                }
            }
        }
    }

    private static readonly (string Part, Func<JsonElement, string, SourceItem> Read)[] Parts =
        [("servers", GatewayItemReader.Server), (Agents, GatewayItemReader.Agent)];

    private static string AddressOf(SourceRecord source, string part, int offset, string? mark) =>
        $"{source.Endpoint.TrimEnd('/')}/api/federation/{part}?limit={PageSize}&offset={offset}"
            + (mark is null ? "" : "&since_generation=" + Uri.EscapeDataString(mark))
            + (offset == 0 ? "&with_paths=true" : "");

    /// <summary>A list that is not one of texts is none: nothing is taken for gone by it.</summary>
    private static PresentItems? PresentIn(JsonElement answer, string part) =>
        ItemJson.Member(answer, "paths", JsonValueKind.Array) is { } list
        && list.EnumerateArray().All(static path => path.ValueKind == JsonValueKind.String)
            ? new(
                part == Agents,
                list.EnumerateArray().Select(static path => "/" + path.GetString()!.Trim('/')).ToHashSet(StringComparer.Ordinal))
            : null;

    private static Error? Refusal(Result<JsonElement> answer, string self) =>
        !answer.IsSuccess ? answer.Error
        : ItemJson.Text(answer.Value, "registry_id") == self
            ? new(ErrorKind.Invalid, "The source is this gateway itself: configure the address of another one")
        : ItemJson.Member(answer.Value, "items", JsonValueKind.Array) is null
            ? new(ErrorKind.BadGateway, "The source's answer has no list 'items': is it a gateway's address?")
        : null;
}
