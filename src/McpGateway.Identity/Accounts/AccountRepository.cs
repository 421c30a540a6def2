namespace McpGateway.Identity.Accounts;

/// <summary>Where the accounts that administrators manage are.</summary>
/// <param name="Provider">The identity provider, as <c>AUTH_PROVIDER</c> names it; null for accounts of this product itself.</param>
public sealed record AccountRepository(string? Provider)
{
    public bool IsHere => Provider is null;
}
