namespace McpGateway.Identity.Authentication;

/// <summary>
/// Endpoint metadata: the endpoint authenticates its callers itself, as the data plane does, and the REST middleware leaves it alone.
/// </summary>
public sealed class AuthenticatesItself
{
    internal static AuthenticatesItself Instance { get; } = new();
}

public static class AuthenticatesItselfExtensions
{
    /// <summary>Leaves the authentication of these endpoints to the endpoints.</summary>
    public static TBuilder AuthenticatesItself<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder
    {
        endpoints.Add(static builder => builder.Metadata.Add(Authentication.AuthenticatesItself.Instance));
        return endpoints;
    }
}
