namespace McpGateway.Identity.Clients;

/// <summary>A client that is known from the configuration, <c>OAuth:Clients:0:…</c></summary>
public sealed class ConfiguredClient
{
    /// <summary>1 to 200 letters, digits and <c>-._~</c>.</summary>
    public string ClientId { get; set; } = "";

    /// <summary>At least 32 characters; unset for a public client.</summary>
    public string? ClientSecret { get; set; }

    /// <summary>What the consent page calls it; the id when unset.</summary>
    public string? Name { get; set; }

    /// <summary>Where people may be sent back to. A loopback URI covers every port.</summary>
    public IList<string> RedirectUris { get; } = [];

    /// <summary>Groups of the client itself, which then may also act for itself (client credentials). Needs a secret.</summary>
    public IList<string> Groups { get; } = [];

    /// <summary>No member: one of them is a secret.</summary>
    public override string ToString() => ClientId;
}
