using System.CommandLine;
using System.Text.Json.Nodes;
using McpGateway.Cli.Commands;

namespace McpGateway.Cli.Servers;

/// <summary>What can be said about a server, when it is added and when it is changed.</summary>
internal sealed class ServerFields
{
    public Option<string?> Name { get; } = new("--name") { Description = "display name" };

    public Option<string?> Description { get; } = new("--description", "-d") { Description = "what it is for" };

    public Option<string[]> Tags { get; } = new("--tag") { Description = "a tag; may be repeated" };

    public Option<string[]> Headers { get; } = new("--header", "-H")
    {
        Description = "NAME=VALUE sent to the server; the value may be @file or env:NAME; stored encrypted",
        HelpName = "name=value",
    };

    public Option<string[]> Transports { get; } = new("--transport") { Description = "streamable-http or sse; may be repeated" };

    public Option<string?> AuthType { get; } = new("--auth-type") { Description = "none, api-key, oauth, …: how the server knows callers" };

    public Option<string?> AuthProvider { get; } = new("--auth-provider") { Description = "who issues its tokens" };

    public Option<string?> McpEndpoint { get; } = new("--mcp-endpoint")
    {
        Description = "its streamable HTTP address, where it is unusual",
    };

    public Option<string?> SseEndpoint { get; } = new("--sse-endpoint") { Description = "its SSE address, where it is unusual" };

    public Option<string?> License { get; } = new("--license") { Description = "licence of the server" };

    /// <param name="hasName">False where the name is another's.</param>
    public void AddTo(Command command, bool hasName = true)
    {
        foreach (var option in new Option[]
        {
            Name, Description, Tags, Headers, Transports, AuthType, AuthProvider, McpEndpoint, SseEndpoint, License,
        }.Skip(hasName ? 0 : 1))
        {
            command.Add(option);
        }
    }

    /// <summary>The headers as the form takes them; null when none was stated, which keeps what is stored.</summary>
    public async Task<string?> HeadersAsync(CommandRun run, CancellationToken cancellationToken)
    {
        if (run.Get(Headers) is not { Length: > 0 } stated)
        {
            return null;
        }

        var headers = new JsonArray();
        foreach (var header in stated)
        {
            var (name, value) = Pairs.Split(header, "--header");
            headers.Add((JsonNode)new JsonObject { [name] = await InputFiles.SecretAsync(run, value, cancellationToken) });
        }

        return headers.ToJsonString();
    }
}
