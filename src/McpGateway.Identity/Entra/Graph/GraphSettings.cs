namespace McpGateway.Identity.Entra.Graph;

/// <summary>Where Microsoft Graph is, and who asks.</summary>
/// <param name="TokenUrl">The tenant's token endpoint.</param>
/// <param name="Origin">Graph without a path; each national cloud has its own.</param>
internal sealed record GraphSettings(Uri TokenUrl, Uri Origin, string ClientId, string ClientSecret)
{
    /// <summary>What paths of calls are below.</summary>
    public Uri Root { get; } = new(Origin, "/v1.0/");

    /// <summary>Everything that was consented to for the application itself.</summary>
    public string Scope { get; } = new Uri(Origin, "/.default").ToString();

    /// <summary>The client only: there is a secret inside.</summary>
    public override string ToString() => ClientId;
}
