using System.Text.Json.Nodes;
using McpGateway.Cli.Compat.Support;
using McpGateway.Cli.Terminals;
using McpGateway.Cli.Views;

namespace McpGateway.Cli.Compat.Management;

/// <summary>The registry as Anthropic's registry API (v0.1) shows it.</summary>
internal static class AnthropicVerbs
{
    private const string Servers = "/v0.1/servers";
    private const string NotKnown = "N/A";

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

    private static async Task<int> ListAsync(Call call, CancellationToken cancellationToken)
    {
        var answer = await call.Api.GetAsync(List(call.OptionalWhole("--limit")), cancellationToken);
        if (call.Has("--raw"))
        {
            return call.Json(answer);
        }

        var entries = answer.List("servers");
        call.Note($"Retrieved {entries.Count} servers");
        if (answer.Object("metadata") is { } metadata)
        {
            call.Note($"Next cursor: {metadata.Shown("nextCursor")}");
            call.Note($"Count: {metadata.Shown("count")}");
        }

        foreach (var (index, entry) in entries.Index())
        {
            var server = entry.Object("server");
            call.Line($"{index + 1}. {server.Shown("name")}");
            call.Line($"   Title: {server.ShownOr("title", NotKnown)}");
            call.Line($"   Description: {server.Beginning("description")}");
            call.Line($"   Version: {server.Shown("version")}");
            call.Line($"   Website: {server.ShownOr("websiteUrl", NotKnown)}");
            if (server.Object("repository") is { } repository)
            {
                call.Line($"   Repository: {repository.Shown("url")}");
            }

            if (server.List("packages") is { Count: > 0 } packages)
            {
                call.Line($"   Packages: {packages.Count} package(s)");
            }

            call.Line();
        }

        return Call.Success;
    }

    private static async Task<int> VersionsAsync(Call call, CancellationToken cancellationToken)
    {
        var answer = await call.Api.GetAsync(Address(call.Text("--server-name")), cancellationToken);
        if (call.Has("--raw"))
        {
            return call.Json(answer);
        }

        var entries = answer.List("servers");
        call.Note($"Found {entries.Count} version(s) for {PlainText.Line(call.Text("--server-name"))}");
        foreach (var (index, entry) in entries.Index())
        {
            var server = entry.Object("server");
            call.Line($"{index + 1}. Version {server.Shown("version")}");
            call.Line($"   Name: {server.Shown("name")}");
            call.Line($"   Description: {server.Beginning("description")}");
            call.Line();
        }

        return Call.Success;
    }

    private static async Task<int> GetAsync(Call call, CancellationToken cancellationToken)
    {
        var answer = await call.Api.GetAsync(
            Address(call.Text("--server-name"), call.Optional("--version") ?? "latest"), cancellationToken);
        if (call.Has("--raw"))
        {
            return call.Json(answer);
        }

        var server = answer.Object("server");
        call.Line();
        call.Line($"Server: {server.Shown("name")}");
        call.Line($"Title: {server.ShownOr("title", NotKnown)}");
        call.Line($"Version: {server.Shown("version")}");
        call.Line($"Description: {server.Shown("description")}");
        call.Line($"Website: {server.ShownOr("websiteUrl", NotKnown)}");
        PrintOrigin(call, server);
        PrintMembers(call, "Metadata", server.Object("_meta"));
        PrintMembers(call, "Registry Metadata", answer.Object("_meta"));
        return Call.Success;
    }

    private static void PrintOrigin(Call call, JsonNode? server)
    {
        if (server.Object("repository") is { } repository)
        {
            call.Line();
            call.Line("Repository:");
            call.Line($"  URL: {repository.Shown("url")}");
            call.Line($"  Source: {repository.Shown("source")}");
            foreach (var (member, title) in (ReadOnlySpan<(string, string)>)[("id", "ID"), ("subfolder", "Subfolder")])
            {
                if (repository.Text(member) is { Length: > 0 })
                {
                    call.Line($"  {title}: {repository.Shown(member)}");
                }
            }
        }

        if (server.List("packages") is { Count: > 0 } packages)
        {
            call.Line();
            call.Line($"Packages ({packages.Count}):");
            foreach (var (index, package) in packages.Index())
            {
                call.Line($"  {index + 1}. {package.Shown("registryType")}: {package.Shown("identifier")}");
                call.Line($"     Version: {package.Shown("version")}");
                if (package.Text("runtimeHint") is { Length: > 0 })
                {
                    call.Line($"     Runtime: {package.Shown("runtimeHint")}");
                }
            }
        }
    }

    private static void PrintMembers(Call call, string title, JsonObject? members)
    {
        if (members is { Count: > 0 })
        {
            call.Line();
            call.Line($"{title}:");
            call.Json(members);
        }
    }
}
