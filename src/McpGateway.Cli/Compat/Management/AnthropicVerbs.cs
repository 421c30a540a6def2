using System.Text.Json.Nodes;
using McpGateway.Cli.Compat.Support;
using McpGateway.Cli.Views;

namespace McpGateway.Cli.Compat.Management;

/// <summary>The registry as Anthropic's registry API (v0.1) shows it.</summary>
internal static class AnthropicVerbs
{
    private const string Servers = "/v0.1/servers";

    public static IReadOnlyList<Verb> All { get; } =
    [
        new("anthropic-list", "List servers", [Parameter.OptionalWhole("--limit", "At most so many"), Raw], ListAsync),
        new("anthropic-versions", "List a server's versions", [Name, Raw], VersionsAsync),
        new("anthropic-get", "Show a version of a server", [Name, Parameter.Text("--version", "Version (default: latest)"), Raw], GetAsync),
    ];

    private static Parameter Raw => Parameter.Flag("--raw", "Print the registry's answer");

    private static Parameter Name => Parameter.Required("--server-name", "Name, such as io.mcpgateway/currenttime");

    public static string Address(string serverName, string? version = null) =>
        $"{Servers}/{Uri.EscapeDataString(serverName)}/versions{(version is null ? "" : "/" + Uri.EscapeDataString(version))}";

    public static string List(int? limit) => limit is null ? Servers : $"{Servers}?limit={limit}";

    /// <summary>A server in a list of servers or versions.</summary>
    public static void PrintServer(Call call, JsonNode entry)
    {
        var server = entry.Object("server");
        call.Line();
        call.Line(server.Shown("name"));
        call.Line($"  Title: {server.Shown("title")}");
        call.Line($"  Version: {server.Shown("version")}");
        call.Line($"  Description: {server.Shown("description")}");
    }

    private static async Task<int> ListAsync(Call call, CancellationToken cancellationToken)
    {
        var answer = await call.Api.GetAsync(List(call.OptionalWhole("--limit")), cancellationToken);
        return call.Has("--raw") ? call.Json(answer) : Print(call, answer, "servers");
    }

    private static async Task<int> VersionsAsync(Call call, CancellationToken cancellationToken)
    {
        var answer = await call.Api.GetAsync(Address(call.Text("--server-name")), cancellationToken);
        return call.Has("--raw") ? call.Json(answer) : Print(call, answer, "versions");
    }

    private static async Task<int> GetAsync(Call call, CancellationToken cancellationToken)
    {
        var answer = await call.Api.GetAsync(
            Address(call.Text("--server-name"), call.Optional("--version") ?? "latest"), cancellationToken);
        if (call.Has("--raw"))
        {
            return call.Json(answer);
        }

        PrintServer(call, answer);
        foreach (var package in answer.Object("server").List("packages"))
        {
            call.Line($"  Package: {package.Shown("identifier")} ({package.Object("transport").Shown("type")})");
        }

        return Call.Success;
    }

    private static int Print(Call call, JsonNode answer, string what)
    {
        var entries = answer.List("servers");
        call.Line($"Found {entries.Count} {what}");
        foreach (var entry in entries)
        {
            PrintServer(call, entry);
        }

        if (answer.Object("metadata").Text("nextCursor") is not null)
        {
            call.Line();
            call.Line($"Next cursor: {answer.Object("metadata").Shown("nextCursor")}");
        }

        return Call.Success;
    }
}
