namespace McpGateway.Foundation.OAuth;

/// <summary>What a protected resource publishes about itself (RFC 9728 §2), as it stands there.</summary>
public sealed record ProtectedResourceMetadata
{
    private const string WellKnown = "/.well-known/oauth-protected-resource";

    public string? Resource { get; private init; }

    public IReadOnlyList<string> AuthorizationServers { get; private init; } = [];

    /// <summary>Names of scopes that can be asked for.</summary>
    public IReadOnlyList<string> Scopes { get; private init; } = [];

    /// <summary>Reads a metadata document. What is missing or of another type is null or empty.</summary>
    public static ProtectedResourceMetadata Read(OAuthAnswer document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return new()
        {
            Resource = document.Text("resource"),
            AuthorizationServers = document.Texts("authorization_servers") ?? [],
            Scopes = OAuthScopeNames.Usable(document.Texts("scopes_supported") ?? []),
        };
    }

    /// <summary>Where the document of a resource may lie (§3.1).</summary>
    /// <param name="resource">The resource.</param>
    /// <param name="challenged">What its challenge names (§5.1); then there is no other place.</param>
    public static IReadOnlyList<Uri> AddressesOf(Uri resource, Uri? challenged)
    {
        ArgumentNullException.ThrowIfNull(resource);
        if (challenged is not null)
        {
            return [challenged];
        }

        var origin = resource.GetLeftPart(UriPartial.Authority);
        var path = resource.AbsolutePath.TrimEnd('/');
        return path.Length == 0 ? [new(origin + WellKnown)] : [new(origin + WellKnown + path), new(origin + WellKnown)];
    }

    /// <summary>Whether the document is about a resource (§3.3): the same origin, and its path or one above it.</summary>
    public bool IsAbout(Uri resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        if (!Uri.TryCreate(Resource, UriKind.Absolute, out var stated)
            || stated.GetLeftPart(UriPartial.Authority) != resource.GetLeftPart(UriPartial.Authority))
        {
            return false;
        }

        var path = stated.AbsolutePath.TrimEnd('/');
        return (resource.AbsolutePath.TrimEnd('/') + "/").StartsWith(path + "/", StringComparison.Ordinal);
    }
}
