using McpGateway.Foundation;
using McpGateway.Proxy.Routing;

namespace McpGateway.Core.Registry.Servers;

/// <summary>
/// Registers the address to which a server's address redirects, as the last check found it. Calls follow no redirects: whether a server has
/// moved is for a person to say.
/// </summary>
public sealed class AdoptFinalAddress(ServerRepository repository, EditServer edit, IServerHealth health)
{
    public async Task<Result<RegisteredServer>> ExecuteAsync(Caller caller, string path, CancellationToken cancellationToken)
    {
        var key = ServerPath.KeyOf(path);
        return health.Get(key).Finding.FinalAddress is { } final
            && await repository.FindAsync(key, cancellationToken) is { Value: var server }
            ? await edit.ExecuteAsync(caller, path, draft => Moved(server, draft, final), cancellationToken)
            : new Error(ErrorKind.Invalid, "The server's address does not redirect to an MCP server");
    }

    /// <summary>The server's address where clients would come to the new one by it, else the endpoint of the transport.</summary>
    private static ServerRegistration Moved(ServerRecord server, ServerRegistration draft, string final)
    {
        var isSse = PublicServerAddress.TransportOf(server) == ServerTransport.Sse;
        var stated = isSse ? server.SseEndpoint : server.McpEndpoint;
        return string.IsNullOrEmpty(stated) && IsComplete(final, isSse ? "/sse" : "/mcp") ? draft with { ProxyPassUrl = final }
            : isSse ? draft with { SseEndpoint = final }
            : draft with { McpEndpoint = final };
    }

    private static bool IsComplete(string address, string remainder) =>
        Uri.TryCreate(address, UriKind.Absolute, out var upstream)
        && new UpstreamAddress(new() { Path = "/moved", Upstream = upstream, State = RouteState.Ready }).For(remainder, "") == upstream;
}
