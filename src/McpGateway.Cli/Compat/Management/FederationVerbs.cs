using McpGateway.Cli.Compat.Support;
using McpGateway.Cli.Terminals;
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
            (call, stop) => ChangeAsync(
                call, HttpMethod.Post, $"anthropic/servers?server_name={Escaped(call, "--server-name")}",
                $"Anthropic server added: {call.Text("--server-name")}", stop)),
        new("federation-remove-anthropic-server", "Have a server brought in no more", [Server, ConfigId],
            (call, stop) => ChangeAsync(
                call, HttpMethod.Delete, "anthropic/servers" + RegistryApi.Path(call.Text("--server-name")),
                $"Anthropic server removed: {call.Text("--server-name")}", stop)),
        new("federation-add-asor-agent", "Have an agent brought in", [Agent, ConfigId],
            (call, stop) => ChangeAsync(
                call, HttpMethod.Post, $"asor/agents?agent_id={Escaped(call, "--agent-id")}",
                $"ASOR agent added: {call.Text("--agent-id")}", stop)),
        new("federation-remove-asor-agent", "Have an agent brought in no more", [Agent, ConfigId],
            (call, stop) => ChangeAsync(
                call, HttpMethod.Delete, $"asor/agents/{Escaped(call, "--agent-id")}",
                $"ASOR agent removed: {call.Text("--agent-id")}", stop)),
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

    private static string Id(Call call) => call.Optional("--config-id") ?? DefaultConfig;

    private static string IdOf(Call call) => Uri.EscapeDataString(Id(call));

    private static string Escaped(Call call, string name) => Uri.EscapeDataString(call.Text(name));

    /// <summary>As JSON, with and without <c>--json</c>: so the script does.</summary>
    private static async Task<int> GetAsync(Call call, CancellationToken cancellationToken) =>
        call.Json(await call.Api.GetAsync($"{Federation}/config?config_id={IdOf(call)}", cancellationToken));

    private static async Task<int> SaveAsync(Call call, CancellationToken cancellationToken)
    {
        var config = await call.ReadFileAsync(call.Text("--config"), cancellationToken);
        var answer = await call.Api.SendJsonAsync(
            HttpMethod.Post, $"{Federation}/config?config_id={IdOf(call)}", config, cancellationToken);
        call.Note($"Federation config saved successfully: {Id(call)}");
        return call.Json(answer);
    }

    private static async Task<int> DeleteAsync(Call call, CancellationToken cancellationToken)
    {
        if (!await call.IsConfirmedAsync($"Delete federation config '{Id(call)}'?", cancellationToken))
        {
            return Call.Success;
        }

        var answer = await call.Api.DeleteAsync($"{Federation}/config/{IdOf(call)}", cancellationToken);
        call.Note($"Federation config deleted: {Id(call)}");
        return call.Json(answer);
    }

    private static async Task<int> ListAsync(Call call, CancellationToken cancellationToken)
    {
        var answer = await call.Api.GetAsync($"{Federation}/configs", cancellationToken);
        if (call.Has("--json"))
        {
            return call.Json(answer);
        }

        var configs = answer.List("configs");
        call.Note(configs.Count == 0 ? "No federation configs found" : $"Found {answer.Shown("total")} federation configs:");
        foreach (var config in configs)
        {
            call.Line($"Config ID: {config.Shown("id")}");
            call.Line($"  Created: {config.Shown("created_at")}");
            call.Line($"  Updated: {config.Shown("updated_at")}");
            call.Line();
        }

        return Call.Success;
    }

    private static async Task<int> ChangeAsync(
        Call call, HttpMethod method, string path, string done, CancellationToken cancellationToken)
    {
        var address = $"{Federation}/config/{IdOf(call)}/{path}";
        var answer = method == HttpMethod.Post
            ? await call.Api.PostAsync(address, cancellationToken)
            : await call.Api.DeleteAsync(address, cancellationToken);
        call.Note(PlainText.Line(done));
        return call.Json(answer);
    }

    private static async Task<int> SyncAsync(Call call, CancellationToken cancellationToken)
    {
        var source = call.Optional("--source") is { } named ? $"&source={named}" : "";
        var answer = await call.Api.PostAsync($"{Federation}/sync?config_id={IdOf(call)}{source}", cancellationToken);
        if (call.Has("--json"))
        {
            return call.Json(answer);
        }

        call.Note($"Federation sync completed: {answer.Shown("message")}");
        call.Line();
        call.Line("Sync Results:");
        call.Line($"  Config ID: {answer.Shown("config_id")}");
        call.Line($"  Total Synced: {answer.Shown("total_synced")}");
        var results = answer.Object("results");
        foreach (var (member, title, list) in (ReadOnlySpan<(string, string, string)>)
            [("anthropic", "Anthropic Servers", "servers"), ("asor", "ASOR Agents", "agents")])
        {
            var result = results.Object(member);
            if (result.Whole("count") > 0)
            {
                call.Line();
                call.Line($"  {title} ({result.Shown("count")}):");
                foreach (var item in result.List(list))
                {
                    call.Line($"    - {PlainText.Line(item.ToString())}");
                }
            }
        }

        return Call.Success;
    }
}
