using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Cli.Commands;
using McpGateway.Cli.Running;
using McpGateway.Cli.Views;
using McpGateway.Contracts.Client;

namespace McpGateway.Cli.Declarative;

/// <summary>Sources of the default configuration of federation. Secrets may be <c>env:NAME</c> or <c>@file</c>.</summary>
internal sealed class FederationResources : IResourceKind
{
    private const string Configuration = "default";

    private static readonly string[] Secrets = ["token", "client_secret", "refresh_token"];

    public string Section => "federation";

    public string Title => "source";

    public string Key => "id";

    public IReadOnlyList<string> Members { get; } =
    [
        "id", "kind", "name", "enabled", "endpoint", "auth_env_var", "sync_on_startup", "sync_interval_minutes", "cron", "names",
        "tag_filters", "remove_missing", "enable_new", "token", "token_url", "client_id", "client_secret", "refresh_token",
    ];

    public IReadOnlyList<string> Flags { get; } = ["enabled", "sync_on_startup", "remove_missing", "enable_new"];

    public IReadOnlyList<string> Lists { get; } = ["names", "tag_filters"];

    public async Task<IReadOnlyDictionary<string, JsonObject>> ReadAsync(CommandRun run, CancellationToken cancellationToken)
    {
        try
        {
            var config = await run.GetAsync(ApiRoutes.FederationConfig, cancellationToken);
            return config.Items("sources").ToDictionary(
                static source => source.Text("id"),
                static source => JsonNode.Parse(source.GetRawText())!.AsObject(),
                StringComparer.Ordinal);
        }
        catch (CommandFailure missing) when (missing.ExitCode == ExitCodes.NotFound)
        {
            return new Dictionary<string, JsonObject>(StringComparer.Ordinal);
        }
    }

    /// <summary>A stored secret is not shown: that there is one is all that can be compared.</summary>
    public bool IsSame(string member, JsonNode? stated, JsonNode? stored) => Secrets.Contains(member)
        ? string.IsNullOrEmpty(stated?.ToString()) == string.IsNullOrEmpty(stored?.ToString())
        : Differences.AreSame(stated, stored);

    public async Task ApplyAsync(CommandRun run, JsonObject stated, JsonObject? stored, CancellationToken cancellationToken)
    {
        var source = stored?.DeepClone().AsObject() ?? [];
        foreach (var (member, value) in stated)
        {
            source[member] = Secrets.Contains(member) && value is JsonValue text && text.GetValueKind() == JsonValueKind.String
                ? await InputFiles.SecretAsync(run, value.ToString(), cancellationToken)
                : value?.DeepClone();
        }

        await run.SendAsync(
            ApiRoutes.FederationSourceSave, Bodies.Json(source), cancellationToken, Configuration, stated["id"]!.ToString());
    }

    public Task RemoveAsync(CommandRun run, string key, CancellationToken cancellationToken) =>
        run.SendAsync(ApiRoutes.FederationSourceDelete, null, cancellationToken, Configuration, key);
}
