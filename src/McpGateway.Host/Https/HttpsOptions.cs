using McpGateway.Foundation.Settings;
using Microsoft.Extensions.Options;

namespace McpGateway.Host.Https;

/// <summary>What requests without TLS are answered, and what browsers are told about HTTPS.</summary>
internal sealed class HttpsOptions
{
    public const string Section = "Https";

    /// <summary>
    /// Whether plain HTTP is not served: pages are sent on to HTTPS (308), calls are refused (403), because their credential has been sent
    /// in the open already. <c>/health</c> and <c>/health/ready</c> answer either way. Behind a proxy that ends TLS, list it in
    /// <c>TRUSTED_PROXIES</c>, or every request counts as plain.
    /// </summary>
    public bool Redirect { get; set; }

    /// <summary>The port that is redirected to where <c>PUBLIC_URL</c> does not name the address. 1 to 65535.</summary>
    public int Port { get; set; } = 443;

    /// <summary>
    /// How long browsers are to reach this host by HTTPS only (<c>Strict-Transport-Security</c>, RFC 6797), said on answers over HTTPS.
    /// 0, the default: nothing is said. Browsers keep to it: begin with a short time. 0 to 730 days.
    /// </summary>
    public TimeSpan HstsMaxAge { get; set; }

    /// <summary>Whether that holds for all hosts below this one, too.</summary>
    public bool HstsIncludeSubDomains { get; set; }

    /// <summary>Whether the host may be put on the browsers' own lists. It cannot be taken off quickly; see hstspreload.org.</summary>
    public bool HstsPreload { get; set; }
}

internal sealed class HttpsOptionsValidator : IValidateOptions<HttpsOptions>
{
    private static readonly TimeSpan LeastToPreload = TimeSpan.FromDays(365);

    public ValidateOptionsResult Validate(string? name, HttpsOptions options)
    {
        var problems = new ValidateOptionsResultBuilder();
        problems.Range("Https:Port", options.Port, 1, ushort.MaxValue);
        problems.Range("Https:HstsMaxAge", options.HstsMaxAge, TimeSpan.Zero, TimeSpan.FromDays(730));
        problems.Require(
            !options.HstsPreload || (options.HstsIncludeSubDomains && options.HstsMaxAge >= LeastToPreload),
            "Https:HstsPreload",
            "must be false unless Https:HstsIncludeSubDomains is true and Https:HstsMaxAge is 365 days or more.");
        return problems.Build();
    }
}
