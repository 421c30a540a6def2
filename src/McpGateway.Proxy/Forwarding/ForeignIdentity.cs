using System.Collections.Frozen;
using McpGateway.Proxy.Protocol;

namespace McpGateway.Proxy.Forwarding;

/// <summary>
/// Headers in which other gateways tell the servers behind them who calls, or from where. An upstream that trusts one of them trusts
/// whoever can set it, so none passes from a client.
/// </summary>
internal static class ForeignIdentity
{
    private static readonly string[] Prefixes =
    [
        GatewayHeaders.ForwardedPrefix, "X-Original-", "X-Auth-Request-", "X-Amzn-Oidc-", "X-WEBAUTH-", "X-Remote-", "Remote-",
        "X-MS-CLIENT-PRINCIPAL", "X-MS-TOKEN-AAD-", "X-Goog-Authenticated-User-", "X-Goog-IAP-", "Cf-Access-", "X-Pomerium-", "X-Vouch-",
        "X-Authentik-", "X-Authelia-", "X-Consumer-", "X-Authenticated-", "Tailscale-User-", "X-SSL-Client", "SSL-Client", "X-Client-Cert",
        "X-Client-DN", "X-Token-Claim-", "X-Envoy-",
    ];

    private static readonly FrozenSet<string> Names = new[]
    {
        // httpoxy (CVE-2016-5385): a CGI-like server takes it for the proxy to use
        "Proxy",
        "X-Auth-User", "X-Auth-Email", "X-Auth-Groups", "X-Auth-Name", "X-Userinfo", "X-JWT-Assertion", "X-Credential-Identifier",
        "X-Anonymous-Consumer", "X-Endpoint-API-UserInfo", "X-Apigateway-Api-Userinfo", "X-ARR-ClientCert",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>First characters of all of them: most headers are none and are told so at once.</summary>
    private const string Beginnings = "xXrRcCtTsSpP";

    /// <param name="name">With dashes for underscores.</param>
    public static bool Includes(string name)
    {
        if (name.Length == 0 || !Beginnings.Contains(name[0], StringComparison.Ordinal))
        {
            return false;
        }

        foreach (var prefix in Prefixes)
        {
            if (name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return Names.Contains(name);
    }
}
