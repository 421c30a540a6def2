using System.Text.Json;
using McpGateway.Cli.Commands;
using McpGateway.Cli.Running;
using ModelContextProtocol;
using ModelContextProtocol.Client;

namespace McpGateway.Cli.Mcp;

/// <summary>An MCP client of a server behind the gateway, with the caller's token.</summary>
internal sealed class McpSession : IAsyncDisposable
{
    /// <summary>The last revision that begins with <c>initialize</c>.</summary>
    private const string InitializeRevision = "2025-11-25";

    private McpSession(McpClient client) => Client = client;

    public McpClient Client { get; }

    /// <summary>Connects over streamable HTTP.</summary>
    /// <param name="server">Path at the gateway, or a whole address below the gateway's.</param>
    /// <exception cref="CommandFailure">There is no answer, or it is refused.</exception>
    public static async Task<McpSession> OpenAsync(CommandRun run, string server, CancellationToken cancellationToken)
    {
        return await ToldAsync(run, server, async () =>
        {
            try
            {
                return new McpSession(await McpClient.CreateAsync(Transport(), Options(null), cancellationToken: cancellationToken));
            }
            catch (JsonException)
            {
                // It answers a method that it does not know with a result of nothing: it is asked in the way of before.
                return new McpSession(
                    await McpClient.CreateAsync(Transport(), Options(InitializeRevision), cancellationToken: cancellationToken));
            }
        });

        HttpClientTransport Transport() => new(
            new() { Endpoint = AddressOf(run, server), TransportMode = HttpTransportMode.StreamableHttp },
            run.Gateway.Http,
            loggerFactory: null,
            ownsHttpClient: false);
    }

    private static McpClientOptions Options(string? revision) =>
        new() { ClientInfo = new() { Name = "mcpgw", Version = "1.0.0" }, ProtocolVersion = revision };

    /// <summary>The schema of a tool's arguments; null when the server does not list it, or may not be asked.</summary>
    public async Task<JsonElement?> SchemaAsync(string tool, CancellationToken cancellationToken)
    {
        try
        {
            var tools = await Client.ListToolsAsync(cancellationToken: cancellationToken);
            return tools.FirstOrDefault(one => one.Name == tool)?.JsonSchema;
        }
        catch (Exception refused) when (refused is McpException or HttpRequestException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Does something with the session. What the gateway or the server refuses is told in words.</summary>
    public static async Task<T> ToldAsync<T>(CommandRun run, string server, Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (McpException refused)
        {
            throw new CommandFailure(ExitCodes.Failed, refused.Message, cause: refused);
        }
        catch (JsonException unreadable)
        {
            throw new CommandFailure(
                ExitCodes.Failed, $"{server} does not answer as MCP says: {unreadable.Message}",
                "Is it an MCP server? Its operator can tell.", unreadable);
        }
        catch (HttpRequestException refused) when (refused.StatusCode is { } status)
        {
            throw McpRefusals.Of(server, status, run.Gateway.LastRefusal, refused);
        }
    }

    public ValueTask DisposeAsync() => Client.DisposeAsync();

    private static Uri AddressOf(CommandRun run, string server)
    {
        var gateway = run.Gateway.Target.Address;
        if (!Uri.TryCreate(server, UriKind.Absolute, out var whole) || whole.Scheme is not ("http" or "https"))
        {
            return new(gateway, $"{server.Trim('/')}/mcp");
        }

        // The token is for the gateway. Another host gets nothing from here.
        return gateway.IsBaseOf(whole) ? whole : throw CommandFailure.Misuse($"{server} is not below the gateway at {gateway}.");
    }
}
