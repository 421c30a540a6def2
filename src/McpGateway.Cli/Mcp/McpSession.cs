using McpGateway.Cli.Commands;
using McpGateway.Cli.Running;
using ModelContextProtocol;
using ModelContextProtocol.Client;

namespace McpGateway.Cli.Mcp;

/// <summary>An MCP client of a server behind the gateway, with the caller's token.</summary>
internal sealed class McpSession : IAsyncDisposable
{
    private McpSession(McpClient client) => Client = client;

    public McpClient Client { get; }

    /// <summary>Connects over streamable HTTP.</summary>
    /// <param name="server">Path at the gateway, or a whole address below the gateway's.</param>
    /// <exception cref="CommandFailure">There is no answer, or it is refused.</exception>
    public static async Task<McpSession> OpenAsync(CommandRun run, string server, CancellationToken cancellationToken)
    {
        var transport = new HttpClientTransport(
            new() { Endpoint = AddressOf(run, server), TransportMode = HttpTransportMode.StreamableHttp },
            run.Gateway.Http,
            loggerFactory: null,
            ownsHttpClient: false);
        return await ToldAsync(server, async () => new McpSession(await McpClient.CreateAsync(
            transport,
            new() { ClientInfo = new() { Name = "mcpgw", Version = "1.0.0" } },
            cancellationToken: cancellationToken)));
    }

    /// <summary>Does something with the session. What the gateway or the server refuses is told in words.</summary>
    public static async Task<T> ToldAsync<T>(string server, Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (McpException refused)
        {
            throw new CommandFailure(ExitCodes.Failed, refused.Message, cause: refused);
        }
        catch (HttpRequestException refused) when (refused.StatusCode is { } status)
        {
            throw (int)status switch
            {
                401 => new CommandFailure(ExitCodes.NotSignedIn, "The gateway does not take the token.", "Sign in: mcpgw login.", refused),
                403 => new CommandFailure(
                    ExitCodes.Denied,
                    $"You may not do this at {server}.",
                    $"mcpgw access explain {server.Trim('/')} --user <you> --tool <tool> tells why.",
                    refused),
                404 => new CommandFailure(
                    ExitCodes.NotFound, $"There is no server {server} that you may use.", "mcpgw server list shows them.", refused),
                _ => new CommandFailure(
                    (int)status >= 502 ? ExitCodes.Unreachable : ExitCodes.Failed,
                    $"{server} answered {(int)status}.",
                    $"mcpgw server get {server} tells its state.",
                    refused),
            };
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
