using System.Text.Json.Nodes;
using McpGateway.Cli.Compat.Support;
using McpGateway.Cli.Views;

namespace McpGateway.Cli.Compat.Management;

/// <summary>Servers and agents from other registries.</summary>
internal static class FederationVerbs
{
    private const string Federation = "/api/federation";
    private const string DefaultConfig = "default";

    public static IReadOnlyList<Verb> All { get; } =
    [
        new("federation-get", "Show a configuration", [ConfigId, Parameter.Flag("--json", "Print the registry's answer")], GetAsync),
        new("federation-save", "Create or replace a configuration from a JSON file",
            [Parameter.Required("--config", "JSON file of the configuration"), ConfigId], SaveAsync),
        new("federation-delete", "Delete a configuration", [ConfigId, Parameter.Flag("--force", "Do not ask")], DeleteAsync),
        new("federation-list", "List configurations", [Parameter.Flag("--json", "Print the registry's answer")], ListAsync),
        new("federation-add-anthropic-server", "Have a server brought in", [Server, ConfigId],
            (call, stop) => ChangeAsync(call, HttpMethod.Post, $"anthropic/servers?server_name={Escaped(call, "--server-name")}", stop)),
        new("federation-remove-anthropic-server", "Have a server brought in no more", [Server, ConfigId],
            (call, stop) => ChangeAsync(
                call, HttpMethod.Delete, "anthropic/servers" + RegistryApi.Path(call.Text("--server-name")), stop)),
        new("federation-add-asor-agent", "Have an agent brought in", [Agent, ConfigId],
            (call, stop) => ChangeAsync(call, HttpMethod.Post, $"asor/agents?agent_id={Escaped(call, "--agent-id")}", stop)),
        new("federation-remove-asor-agent", "Have an agent brought in no more", [Agent, ConfigId],
            (call, stop) => ChangeAsync(call, HttpMethod.Delete, $"asor/agents/{Escaped(call, "--agent-id")}", stop)),
        new("federation-sync", "Bring servers and agents in now",
            [
                ConfigId, Parameter.Choice("--source", "Only from there", isRequired: false, "anthropic", "asor"),
                Parameter.Flag("--json", "Print the registry's answer"),
            ],
            SyncAsync),
    ];

    private static Parameter ConfigId => Parameter.Text("--config-id", "Which configuration (default: default)");

    private static Parameter Server => Parameter.Required("--server-name", "Name of the server at its registry");

    private static Parameter Agent => Parameter.Required("--agent-id", "Id of the agent at its registry");

    private static string IdOf(Call call) => Uri.EscapeDataString(call.Optional("--config-id") ?? DefaultConfig);

    private static string Escaped(Call call, string name) => Uri.EscapeDataString(call.Text(name));

    private static async Task<int> GetAsync(Call call, CancellationToken cancellationToken)
    {
        var config = await call.Api.GetAsync($"{Federation}/config?config_id={IdOf(call)}", cancellationToken);
        return call.Has("--json") ? call.Json(config) : Print(call, config);
    }

    private static async Task<int> SaveAsync(Call call, CancellationToken cancellationToken)
    {
        var config = await call.ReadFileAsync(call.Text("--config"), cancellationToken);
        var answer = await call.Api.SendJsonAsync(
            HttpMethod.Post, $"{Federation}/config?config_id={IdOf(call)}", config, cancellationToken);
        call.Line(answer.Shown("message"));
        call.Line($"  Config ID: {answer.Shown("config_id")}");
        return Call.Success;
    }

    private static async Task<int> DeleteAsync(Call call, CancellationToken cancellationToken)
    {
        var id = call.Optional("--config-id") ?? DefaultConfig;
        if (!await call.IsConfirmedAsync($"Delete federation configuration {id}?", cancellationToken))
        {
            return Call.Success;
        }

        var answer = await call.Api.DeleteAsync($"{Federation}/config/{IdOf(call)}", cancellationToken);
        call.Line(answer.Shown("message"));
        return Call.Success;
    }

    private static async Task<int> ListAsync(Call call, CancellationToken cancellationToken)
    {
        var answer = await call.Api.GetAsync($"{Federation}/configs", cancellationToken);
        if (call.Has("--json"))
        {
            return call.Json(answer);
        }

        call.Line($"Found {answer.Shown("total")} federation configurations");
        foreach (var config in answer.List("configs"))
        {
            call.Line();
            call.Line(config.Shown("id"));
            call.Line($"  Created: {config.Shown("created_at")}");
            call.Line($"  Updated: {config.Shown("updated_at")}");
        }

        return Call.Success;
    }

    private static async Task<int> ChangeAsync(Call call, HttpMethod method, string path, CancellationToken cancellationToken)
    {
        var address = $"{Federation}/config/{IdOf(call)}/{path}";
        var answer = method == HttpMethod.Post
            ? await call.Api.PostAsync(address, cancellationToken)
            : await call.Api.DeleteAsync(address, cancellationToken);
        call.Line(answer.Shown("message"));
        return Call.Success;
    }

    private static async Task<int> SyncAsync(Call call, CancellationToken cancellationToken)
    {
        var source = call.Optional("--source") is { } named ? $"&source={named}" : "";
        var answer = await call.Api.PostAsync($"{Federation}/sync?config_id={IdOf(call)}{source}", cancellationToken);
        if (call.Has("--json"))
        {
            return call.Json(answer);
        }

        call.Line(answer.Shown("message"));
        foreach (var (name, result) in answer.Object("results") ?? [])
        {
            call.Line($"  {name}: {result.Shown("count")}");
        }

        call.Line($"  Total: {answer.Shown("total_synced")}");
        return Call.Success;
    }

    private static int Print(Call call, JsonNode config)
    {
        foreach (var (source, list, key) in (ReadOnlySpan<(string, string, string)>)
            [("anthropic", "servers", "name"), ("asor", "agents", "id")])
        {
            var part = config.Object(source);
            call.Line($"{source}:");
            call.Line($"  Enabled: {part.Shown("enabled")}");
            call.Line($"  Endpoint: {part.Shown("endpoint")}");
            call.Line($"  Sync on startup: {part.Shown("sync_on_startup")}");
            call.Line($"  {list}: {part.List(list).Count}");
            foreach (var item in part.List(list))
            {
                call.Line($"    {item.Shown(key)}");
            }
        }

        return Call.Success;
    }
}
