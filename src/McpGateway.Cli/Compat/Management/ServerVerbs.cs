using System.Text.Json.Nodes;
using McpGateway.Cli.Compat.Support;
using McpGateway.Cli.Views;

namespace McpGateway.Cli.Compat.Management;

/// <summary>Servers: register, list, switch, remove, state of health.</summary>
internal static class ServerVerbs
{
    public static IReadOnlyList<Verb> All { get; } =
    [
        new("register", "Register a server from a JSON file",
            [Parameter.Required("--config", "JSON file of the server"), Parameter.Flag("--overwrite", "Replace a server at that path")],
            RegisterAsync),
        new("list", "List servers", [Parameter.Flag("--json", "Print the registry's answer")], ListAsync),
        new("toggle", "Switch a server on or off", [Parameter.Required("--path", "Path of the server")], ToggleAsync),
        new("remove", "Remove a server",
            [Parameter.Required("--path", "Path of the server"), Parameter.Flag("--force", "Do not ask")], RemoveAsync),
        new("healthcheck", "State of health of all servers", [], HealthAsync),
    ];

    private static async Task<int> RegisterAsync(Call call, CancellationToken cancellationToken)
    {
        var config = await call.ReadFileAsync(call.Text("--config"), cancellationToken);
        var answer = await call.Api.PostFormAsync(
            "/api/servers/register", ServerForm.Of(config, call.Has("--overwrite")), cancellationToken);
        call.Note($"Server registered successfully: {answer.Shown("path")}");
        call.Note($"Message: {answer.Shown("message")}");
        return Call.Success;
    }

    private static async Task<int> ListAsync(Call call, CancellationToken cancellationToken)
    {
        var answer = await call.Api.GetAsync("/api/servers", cancellationToken);
        if (call.Has("--json"))
        {
            return call.Json(answer);
        }

        var servers = answer.List("servers");
        call.Note(servers.Count == 0 ? "No servers registered" : $"Found {servers.Count} registered servers:");
        foreach (var server in servers)
        {
            call.Line($"{(server.IsTrue("is_enabled") ? "✓" : "✗")} {HealthSign(server)} {server.Shown("path")}");
            call.Line($"   Name: {server.Shown("display_name")}");
            call.Line($"   Description: {server.Shown("description")}");
            call.Line($"   Enabled: {server.Shown("is_enabled")}");
            call.Line($"   Health: {server.Shown("health_status")}");
            call.Line();
        }

        return Call.Success;
    }

    /// <summary>By the first word of the state: a reason may follow it.</summary>
    private static string HealthSign(JsonNode server) => server.Shown("health_status").Split(':')[0] switch
    {
        "healthy" => "🟢",
        "unhealthy" => "🔴",
        "disabled" => "⚫",
        _ => "⚪",
    };

    /// <summary>The registry flips the state: the Python client does not say which one it wants.</summary>
    private static async Task<int> ToggleAsync(Call call, CancellationToken cancellationToken)
    {
        var answer = await call.Api.PostFormAsync("/api/servers/toggle", [("service_path", call.Text("--path"))], cancellationToken);
        call.Note($"Server {answer.Shown("path")} is now {(answer.IsTrue("is_enabled") ? "enabled" : "disabled")}");
        call.Note($"Message: {answer.Shown("message")}");
        return Call.Success;
    }

    private static async Task<int> RemoveAsync(Call call, CancellationToken cancellationToken)
    {
        var path = call.Text("--path");
        if (!await call.IsConfirmedAsync($"Remove server {path}?", cancellationToken))
        {
            return Call.Success;
        }

        await call.Api.PostFormAsync("/api/servers/remove", [("path", path)], cancellationToken);
        call.Note($"Server removed successfully: {path}");
        return Call.Success;
    }

    private static async Task<int> HealthAsync(Call call, CancellationToken cancellationToken)
    {
        var answer = await call.Api.GetAsync("/api/servers/health", cancellationToken);
        call.Note($"Health check status: {answer.Text("status") ?? "unknown"}");
        return call.Json(answer);
    }
}
