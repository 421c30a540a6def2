using Microsoft.AspNetCore.Http;

namespace McpGateway.Proxy.Access;

/// <summary>
/// Port: proves who calls, from <c>X-Authorization</c>, <c>Authorization</c> or (where the surface allows it) the session cookie.
/// </summary>
public interface IProxyAuthenticator
{
    /// <summary>
    /// Completes synchronously for a token that was verified before. A session cookie counts only where <see cref="OriginRule"/> lets it.
    /// </summary>
    ValueTask<ProxyAuthentication> AuthenticateAsync(HttpContext context);

    /// <summary>Complete value of <c>WWW-Authenticate</c> when this caller asks for more than it may do (RFC 6750 §3.1).</summary>
    string DescribeDenial(HttpContext context, ProxyCaller caller);

    /// <summary>Whether <see cref="IsForGatewayAsync"/> has to be asked. Asked of every header: it takes next to no time.</summary>
    bool MayBeForGateway(string value);

    /// <summary>
    /// Whether the value of a header, or a query parameter, holds a credential that the gateway issued, to whomever, or that it accepts. In
    /// doubt it does. Asked only of values that <see cref="MayBeForGateway"/>.
    /// </summary>
    ValueTask<bool> IsForGatewayAsync(HttpContext context, string value);
}

/// <summary>Outcome of authentication.</summary>
/// <param name="Caller">Null when refused.</param>
/// <param name="Source">Where the credential was found.</param>
/// <param name="Challenge">Complete value of <c>WWW-Authenticate</c> for a refusal; null on success.</param>
public readonly record struct ProxyAuthentication(ProxyCaller? Caller, CredentialSource Source, string? Challenge)
{
    /// <summary>True when the credential could not be judged (identity provider away): 503 instead of 401.</summary>
    public bool IsUnavailable { get; init; }
}

/// <summary>Where the caller's credential travelled. Decides what is stripped before forwarding.</summary>
public enum CredentialSource
{
    None,
    XAuthorization,
    Authorization,
    Cookie,
}
