using Microsoft.Extensions.Configuration;

namespace AgentSupport.Gateway;

/// <summary>The gateway that an agent registers at and calls others through.</summary>
/// <param name="Url"><c>GATEWAY_URL</c>: the address of the gateway.</param>
/// <param name="ClientId"><c>CLIENT_ID</c>: the agent's machine account.</param>
/// <param name="ClientSecret"><c>CLIENT_SECRET</c>: that account's secret.</param>
public sealed record GatewaySettings(Uri Url, string ClientId, string ClientSecret)
{
    private const string UrlKey = "GATEWAY_URL";
    private const string IdKey = "CLIENT_ID";
    private const string SecretKey = "CLIENT_SECRET";

    /// <summary>Null when none of them is set.</summary>
    /// <exception cref="InvalidOperationException">Some are set and others not, or the address is none.</exception>
    public static GatewaySettings? From(IConfiguration configuration)
    {
        string[] keys = [UrlKey, IdKey, SecretKey];
        var missing = keys.Where(key => string.IsNullOrWhiteSpace(configuration[key])).ToArray();
        if (missing.Length == keys.Length)
        {
            return null;
        }

        if (missing.Length > 0)
        {
            throw new InvalidOperationException(
                $"{string.Join(", ", missing)} must be set too: a gateway needs all of {string.Join(", ", keys)}.");
        }

        return Uri.TryCreate(configuration[UrlKey]!.TrimEnd('/') + "/", UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? new(url, configuration[IdKey]!, configuration[SecretKey]!)
            : throw new InvalidOperationException($"{UrlKey} must be an http or https address.");
    }

    /// <summary>Without the secret, which is nobody's business in a log.</summary>
    public override string ToString() => $"{ClientId} at {Url}";
}
