using McpGateway.Foundation.Http;
using McpGateway.Proxy.Access;

namespace McpGateway.Identity.Tokens;

/// <summary>The resources that an access token is bound to (RFC 8707): all of one origin, each the whole gateway or one server.</summary>
public sealed class TokenResources
{
    // Where anybody may learn who a token speaks for.
    private const string SelfPath = "/api/auth/me";

    private readonly string[] _serverPaths;

    private TokenResources(string origin, IReadOnlyList<string> audiences, string[] serverPaths) =>
        (Origin, Audiences, _serverPaths) = (origin, audiences, serverPaths);

    public string Origin { get; }

    public IReadOnlyList<string> Audiences { get; }

    /// <returns>Null when one of the audiences is no resource of that origin.</returns>
    public static TokenResources? Parse(string origin, IReadOnlyList<string> audiences)
    {
        var paths = new List<string>(audiences.Count);
        foreach (var audience in audiences)
        {
            if (ResourceUri.Canonical(audience, origin) is not { } resource)
            {
                return null;
            }

            paths.Add(ResourceUri.ServerPath(resource[origin.Length..]));
        }

        return paths.Count == 0 ? null : new(origin, audiences, [.. paths]);
    }

    /// <summary>Whether the request goes to one of the resources. Allocates nothing.</summary>
    public bool Covers(HttpRequest request, PublicOrigin origin)
    {
        if (!origin.Is(Origin, request))
        {
            return false;
        }

        var path = AgentAddress.ResourceOf(request).Value ?? "";
        foreach (var serverPath in _serverPaths)
        {
            if (serverPath.Length == 0 || ResourceUri.IsAddressOf(serverPath, path))
            {
                return true;
            }
        }

        return path == SelfPath;
    }
}
