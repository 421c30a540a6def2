using McpGateway.Foundation.Settings;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Egress;

/// <summary>Credentials of the callers' own at upstream servers.</summary>
public sealed class EgressOptions
{
    public const string Section = "Egress";

    /// <summary>
    /// Whether the gateway is known by the address of its client metadata document at providers that take such. Needs a public https
    /// address, the gateway's own or <see cref="ClientMetadataUrl"/>. Off: it registers itself there. For gateways that providers cannot
    /// reach.
    /// </summary>
    public bool UsesClientMetadata { get; set; } = true;

    /// <summary>
    /// Where the gateway's client metadata document is published, when not by the gateway itself: an https address, under which lies a copy
    /// of what the gateway shows at <c>/oauth2/egress/client.json</c>. It becomes the client id.
    /// </summary>
    public string? ClientMetadataUrl { get; set; }

    /// <summary>How long before its end a token is refreshed, at most. 5 s to 1 hour.</summary>
    public TimeSpan RefreshAhead { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a provider may take to answer. 1 s to 1 minute.</summary>
    public TimeSpan ProviderTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a user may take to give consent. 1 minute to 1 hour.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Speak to providers over plain <c>http</c> on other hosts than loopback. Secrets and tokens then travel unprotected: for closed test
    /// networks only.
    /// </summary>
    public bool UnsafeAllowHttp { get; set; }

    /// <summary>Whether providers may have private addresses; follows <c>Routing:AllowPrivateUpstreams</c>. Not bound.</summary>
    internal bool AllowPrivateAddresses { get; set; } = true;
}

internal sealed class EgressOptionsValidator : IValidateOptions<EgressOptions>
{
    public ValidateOptionsResult Validate(string? name, EgressOptions options)
    {
        var problems = new ValidateOptionsResultBuilder();
        problems.Require(
            options.ClientMetadataUrl is not { } document || IsDocumentAddress(document),
            "Egress:ClientMetadataUrl",
            "must be an https address with a path, without query and fragment.");
        problems.Range("Egress:RefreshAhead", options.RefreshAhead, TimeSpan.FromSeconds(5), TimeSpan.FromHours(1));
        problems.Range("Egress:ProviderTimeout", options.ProviderTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        problems.Range("Egress:ConnectTimeout", options.ConnectTimeout, TimeSpan.FromMinutes(1), TimeSpan.FromHours(1));
        return problems.Build();
    }

    private static bool IsDocumentAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address)
        && address.Scheme == Uri.UriSchemeHttps
        && address.AbsolutePath.Length > 1
        && address.Query.Length + address.Fragment.Length + address.UserInfo.Length == 0;
}
