using System.Text.Json;
using McpGateway.Core.Registry.Servers;
using Microsoft.Extensions.Options;

namespace McpGateway.Tests.Registry.Servers;

/// <summary>Servers, drafts and tools for the tests of the registry.</summary>
internal static class Records
{
    public static readonly DateTimeOffset Then = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    /// <summary>The product's own defaults: what is not approved is quarantined.</summary>
    public static PinSettings Pins => new(Options.Create(new PinOptions()), []);

    public static ServerRegistration Draft =>
        new() { Name = "Weather", Description = "d", Path = "/weather", ProxyPassUrl = "https://weather.test/mcp" };

    public static ServerRecord Server(string path = "/weather", string name = "Weather", string? url = "https://weather.test/mcp") => new()
    {
        ServerName = name,
        Description = "d",
        Path = path,
        ProxyPassUrl = url,
        RegisteredBy = "ann",
        RegisteredAt = Then,
        UpdatedAt = Then,
    };

    public static ToolRecord Tool(string name, string description = "", string schema = "{}")
    {
        var hash = ToolDefinition.HashOf(name, null, description, JsonElement.Parse(schema), null, null);
        return new()
        {
            Name = name,
            Description = description,
            InputSchema = JsonElement.Parse(schema),
            DefinitionHash = hash,
            ApprovedHash = hash
        };
    }
}
