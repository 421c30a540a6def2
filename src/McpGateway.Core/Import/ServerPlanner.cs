using System.Text.RegularExpressions;
using McpGateway.Core.Registry.Importing;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Foundation.Settings;

namespace McpGateway.Core.Import;

/// <summary>Servers, as registration judges them. What the Python product had from elsewhere stays what it is, of its source.</summary>
internal sealed partial class ServerPlanner(
    RegisterServer register, ServerRepository repository, GatewaySettings settings, TimeProvider time) : IItemPlanner
{
    public string Sort => ItemSorts.Server;

    public async Task<Result<ItemPlan>> PlanAsync(
        Caller caller, SourceItem item, DocumentBatch batch, CancellationToken cancellationToken)
    {
        var document = new ImportDocument(item.Content, new Dictionary<string, bool>(StringComparer.Ordinal));
        var draft = document.Read();
        if (document.Problems.Count > 0)
        {
            return Error.OfFields(document.Problems);
        }

        var remarks = new List<string>();
        draft = Complete(RegistrationNormalizer.Normalise(draft), item, remarks);
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
        if (current?.Value.Origin is { } origin && draft.Origin?.IsOf(origin.Source, origin.OriginalId) == true)
        {
            // Its source says what it is; that the former product had it from there was taken over before.
            return new ItemPlan(key, stored, stored!, []);
        }

        var planned = await register.PlanAsync(caller, draft, new(Overwrite: true, InPlace: true), batch, cancellationToken);
        return planned.IsSuccess
            ? new ItemPlan(key, stored, HashOf(planned.Value.Server, planned.Value.Headers), [.. planned.Value.Warnings, .. remarks])
            : planned.Error;
    }

    /// <summary>What an operator's data say beyond what a registration may: times, where it is from, that its tools were listed.</summary>
    private ServerRegistration Complete(ServerRegistration draft, SourceItem item, List<string> remarks)
    {
        var registered = SourceTime.Read(item.Content.TextOf("registered_at"));
        var origin = FormerOrigin.OfServer(item.Content, draft.Name, registered ?? time.GetUtcNow());
        var version = draft.Version;
        if (origin is not null)
        {
            // Of what is from elsewhere the source states the version.
            version = null;
        }
        else if (version is not null && ServerVersions.ProblemOf(version) is { } problem)
        {
            remarks.Add($"Its version '{LogText.Clean(version)}' was not taken over: {problem}");
            version = null;
        }

        return draft with
        {
            Headers = Substitute(draft.Headers, remarks),
            IsEnabled = item.IsEnabled ?? draft.IsEnabled,
            RegisteredAt = registered,
            Version = version,
            Origin = origin,
            SupportedTransports = origin is null ? draft.SupportedTransports : FormerOrigin.TransportsOf(item.Content, draft),
            Tools = draft.Tools?.Select(ToolDefinition.Described).ToArray(),
            AreToolsListed = true,
        };
    }

    private async Task<IReadOnlyList<ServerHeader>> HeadersOf(string key, CancellationToken cancellationToken) =>
        (await repository.FindSecretsAsync(key, cancellationToken))?.Value.Headers ?? [];

    /// <summary>Without the times, which every write changes, and without the tools and their hold, which discovery changes.</summary>
    private static string HashOf(ServerRecord server, IReadOnlyList<ServerHeader> headers) => DocumentHash.Of(
        ServerRepository.Servers, server with { RegisteredAt = default, UpdatedAt = default, IsHeld = false, OwnerSubject = null },
        [.. headers.SelectMany(static header => (string[])[header.Name, header.Value])]);

    /// <summary>The Python product's containers put variables of the environment into these places when they start.</summary>
    private List<ServerHeader>? Substitute(IReadOnlyList<ServerHeader>? headers, List<string> remarks) =>
        headers?.Select(header => header with
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

    [GeneratedRegex("MCP_SERVER[1-9][0-9]?_AUTH_TOKEN")]
    private static partial Regex Placeholder();
}
