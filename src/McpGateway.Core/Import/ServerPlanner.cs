using System.Text.RegularExpressions;
using McpGateway.Core.Registry.Importing;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Foundation.Settings;

namespace McpGateway.Core.Import;

/// <summary>Servers, as registration judges them.</summary>
internal sealed partial class ServerPlanner(
    RegisterServer register, ServerRepository repository, GatewaySettings settings) : IItemPlanner
{
    public string Sort => ItemSorts.Server;

    public async Task<Result<ItemPlan>> PlanAsync(
        Caller caller, SourceItem item, DocumentBatch batch, CancellationToken cancellationToken)
    {
        var states = new Dictionary<string, bool>(StringComparer.Ordinal);
        var document = new ImportDocument(item.Content, states);
        var draft = RegistrationNormalizer.Normalise(document.Read());
        if (document.Problems.Count > 0)
        {
            return Error.OfFields(document.Problems);
        }

        var (headers, remarks) = Substitute(draft.Headers);
        draft = draft with
        {
            Headers = headers,
            IsEnabled = item.IsEnabled ?? draft.IsEnabled,
            RegisteredAt = SourceTime.Read(item.Content.TextOf("registered_at")),
        };
        var key = ServerPath.KeyOf(draft.Path);
        var current = DocumentKey.IsValid(key) ? await repository.FindAsync(key, cancellationToken) : null;
        if (current is { Value: { IsBuiltIn: true } own })
        {
            return new ItemPlan(key, HashOf(own, []), "", [])
            {
                Kept = "It comes with this gateway, which has a server of its own there",
            };
        }

        var stored = current is null ? null : HashOf(current.Value, await HeadersOf(key, cancellationToken));
        var planned = await register.PlanAsync(caller, draft, new(Overwrite: true), batch, cancellationToken);
        return planned.IsSuccess
            ? new ItemPlan(key, stored, HashOf(planned.Value.Server, planned.Value.Headers), [.. planned.Value.Warnings, .. remarks])
            : planned.Error;
    }

    private async Task<IReadOnlyList<ServerHeader>> HeadersOf(string key, CancellationToken cancellationToken) =>
        (await repository.FindSecretsAsync(key, cancellationToken))?.Value.Headers ?? [];

    /// <summary>Without the times, which every write changes, and without the tools, which discovery does.</summary>
    private static string HashOf(ServerRecord server, IReadOnlyList<ServerHeader> headers) => DocumentHash.Of(
        ServerRepository.Servers, server with { RegisteredAt = default, UpdatedAt = default },
        [.. headers.SelectMany(static header => (string[])[header.Name, header.Value])]);

    /// <summary>The Python product's containers put variables of the environment into these places when they start.</summary>
    private (IReadOnlyList<ServerHeader>? Headers, IReadOnlyList<string> Remarks) Substitute(IReadOnlyList<ServerHeader>? headers)
    {
        if (headers is null)
        {
            return (null, []);
        }

        var remarks = new List<string>();
        var filled = headers.Select(header => header with
        {
            Value = Placeholder().Replace(header.Value, match =>
            {
                if (settings[match.Value] is { Length: > 0 } value)
                {
                    return value;
                }

                remarks.Add($"The header {header.Name} waits for {match.Value}: set that variable and import again, or edit the header");
                return match.Value;
            }),
        }).ToList();
        return (filled, remarks);
    }

    [GeneratedRegex("MCP_SERVER[1-9][0-9]?_AUTH_TOKEN")]
    private static partial Regex Placeholder();
}
