using System.Runtime.CompilerServices;
using System.Text.Json;
using McpGateway.Foundation;

namespace McpGateway.Core.Federation.Sources.Asor;

/// <summary>Workday's Agent System of Record: named agent definitions, or all of them in pages.</summary>
internal sealed class AsorSource(SourceHttp http) : ICatalogueSource
{
    private const int PageSize = 100;

    public string Kind => SourceKinds.Asor;

    public IAsyncEnumerable<Result<SourcePage>> ReadAsync(SourceRecord source, string? mark, CancellationToken cancellationToken) =>
        source.Names.Count > 0 ? ReadNamedAsync(source, cancellationToken) : ReadAllAsync(source, cancellationToken);

    private async IAsyncEnumerable<Result<SourcePage>> ReadNamedAsync(
        SourceRecord source, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var id in source.Names)
        {
            var answer = await http.GetAsync(source, $"{Base(source)}/{Uri.EscapeDataString(id)}", cancellationToken);
            if (!answer.IsSuccess && answer.Error.Kind != ErrorKind.NotFound)
            {
                yield return answer.Error;
                yield break;
            }

            yield return new SourcePage(
            [
                answer.IsSuccess
                    ? AsorAgent.Read(answer.Value) with { OriginalId = id }
                    : new() { OriginalId = id, IsDeleted = true, Problem = "Workday has no agent definition of this id" },
            ])
            { Total = source.Names.Count };
        }
    }

    private async IAsyncEnumerable<Result<SourcePage>> ReadAllAsync(
        SourceRecord source, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var offset = 0; ;)
        {
            var answer = await http.GetAsync(source, $"{Base(source)}?limit={PageSize}&offset={offset}", cancellationToken);
            if (!answer.IsSuccess)
            {
                yield return answer.Error;
                yield break;
            }

            var list = answer.Value.ValueKind == JsonValueKind.Array
                ? answer.Value
                : ItemJson.Member(answer.Value, "data", JsonValueKind.Array);
            if (list is not { } agents)
            {
                yield return new Error(ErrorKind.BadGateway, "The source's answer has no list 'data': is it the address of ASOR?");
                yield break;
            }

            var total = ItemJson.Number(answer.Value, "total");
            yield return new SourcePage([.. agents.EnumerateArray().Select(AsorAgent.Read)]) { Total = total };
            offset += agents.GetArrayLength();
            if (agents.GetArrayLength() == 0 || total is null || offset >= total)
            {
                yield break;
            }
        }
    }

    private static string Base(SourceRecord source) => source.Endpoint.TrimEnd('/') + "/agentDefinition";
}
