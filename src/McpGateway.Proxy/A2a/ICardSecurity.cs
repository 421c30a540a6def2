using Microsoft.AspNetCore.Http;

namespace McpGateway.Proxy.A2a;

/// <summary>Port: how callers get tokens for this gateway, as agent cards state it.</summary>
public interface ICardSecurity
{
    /// <returns>Null when nothing is known of it.</returns>
    CardSecurity? Of(HttpRequest request);
}

internal sealed class NoCardSecurity : ICardSecurity
{
    public CardSecurity? Of(HttpRequest request) => null;
}

/// <summary>Addresses of the authorization server, as clients know them.</summary>
/// <param name="AuthorizationUrl">Authorization endpoint.</param>
/// <param name="TokenUrl">Token endpoint.</param>
/// <param name="MetadataUrl">Its metadata (RFC 8414).</param>
public sealed record CardSecurity(string AuthorizationUrl, string TokenUrl, string MetadataUrl);
