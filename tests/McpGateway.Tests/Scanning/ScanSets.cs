using System.Text.Json;
using McpGateway.Core.Agents;
using McpGateway.Core.Registry.Servers;
using McpGateway.Core.Scanning.Analysis;
using McpGateway.Core.Scanning.Subjects;
using McpGateway.Proxy.Pins;

namespace McpGateway.Tests.Scanning;

/// <summary>The sets of poisoned and of harmless definitions beside this class, and how they become what analysers judge.</summary>
internal static class ScanSets
{
    public static IReadOnlyList<ScanSample> Read(string set, string part)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(
            Path.Combine(McpGateway.Tests.Architecture.RepositoryFiles.Root, "tests", "McpGateway.Tests", "Scanning", "Sets", set
                + ".json")));
        return [.. document.RootElement.GetProperty(part).EnumerateArray().Select(static item => new ScanSample(
            item.GetProperty("class").GetString()!, item.GetProperty("name").GetString()!, SubjectOf(item)))];
    }

    public static ScanSubject Server(ServerToolsRecord? tools, string name = "sample", params IReadOnlyList<ScanNeighbour> neighbours) =>
        Server(new ScanNeighbour("/sample", name, "sample.example", []), tools, neighbours);

    /// <summary>One of several servers, beside the others.</summary>
    public static ScanSubject Server(ScanNeighbour server, ServerToolsRecord? tools, IReadOnlyList<ScanNeighbour> neighbours) =>
        SubjectReader.Of(
            new()
            {
                ServerName = server.Name,
                Description = "",
                Path = server.Path,
                RegisteredBy = "test",
                RegisteredAt = default,
                UpdatedAt = default,
                ProxyPassUrl = $"https://{server.Host}/mcp",
            },
            tools, hasHeaders: false, neighbours);

    public static ScanSubject Tool(string description, string name = "sample_tool", string schema = "{}", string? annotations = null) =>
        Server(Tools(ToolOf(name, description, JsonSerializer.Deserialize<JsonElement>(schema),
            annotations is null ? null : JsonSerializer.Deserialize<JsonElement>(annotations))));

    public static ServerToolsRecord Tools(params IReadOnlyList<ToolRecord> tools) => new() { Tools = tools, DiscoveredAt = default };

    public static ToolRecord ToolOf(string name, string description, JsonElement schema, JsonElement? annotations = null) => new()
    {
        Name = name,
        Description = description,
        InputSchema = schema,
        Annotations = annotations,
        DefinitionHash = ToolDefinition.HashOf(name, null, description, schema, null, annotations),
        ApprovedHash = "",
    };

    /// <summary>As the server lists it: what a prompt answers when it is asked for is no part of that, and no scan sees it.</summary>
    private static PinnedItem Item<T>(DefinitionKind kind, string name, T definition) =>
        PinnedItem.Approved(name, JsonSerializer.SerializeToElement(definition), kind);

    private static ScanSubject SubjectOf(JsonElement item)
    {
        var kind = item.TryGetProperty("kind", out var stated) ? stated.GetString() : "tool";
        var text = item.TryGetProperty("text", out var other) ? other.GetString() : null;
        var description = item.GetProperty("description").GetString()!;
        var name = item.GetProperty("name").GetString()!;
        return kind switch
        {
            "instructions" => Server(Tools() with { Instructions = text }),
            "agent" => Agent(name, description),
            "prompt" => Server(Tools() with { Prompts = [Item(DefinitionKind.Prompt, name, new { name, description })] }),
            "resource" => Server(Tools() with
            {
                Resources = [Item(DefinitionKind.Resource, $"file:///{name}", new { uri = $"file:///{name}", name, description })],
            }),
            _ => Server(Tools(ToolOf(
                name, description + (text is null ? "" : "\n" + text),
                item.TryGetProperty("inputSchema", out var schema) ? schema.Clone() : JsonSerializer.Deserialize<JsonElement>("{}"),
                item.TryGetProperty("annotations", out var annotations) ? annotations.Clone() : null))),
        };
    }

    private static ScanSubject Agent(string name, string description) => SubjectReader.Of(
        new AgentDocument
        {
            Path = "/" + name,
            Card = JsonSerializer.Deserialize<JsonElement>(
                $$"""{"name":"{{name}}","description":{{JsonSerializer.Serialize(description)}},"url":"https://a.example/"}"""),
            CardHash = "",
            RegisteredBy = "test",
            OwnerSubject = "test",
            RegisteredAt = default,
            UpdatedAt = default,
        },
        new("https://a.example/"), []);
}

internal sealed record ScanSample(string Class, string Name, ScanSubject Subject);
