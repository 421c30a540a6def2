namespace McpGateway.Identity.Clients;

/// <summary>
/// Section <c>OAuth</c>: the clients that an operator states. Their other settings are those of the authorization server.
/// </summary>
public sealed class ManagedClientOptions
{
    public const string Section = "OAuth";

    /// <summary>Clients that are known from the start.</summary>
    public IList<ConfiguredClient> Clients { get; } = [];
}
