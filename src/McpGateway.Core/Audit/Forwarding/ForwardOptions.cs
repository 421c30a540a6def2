using McpGateway.Foundation.Settings;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Audit.Forwarding;

/// <summary>Where events of the audit are sent as they come; nowhere by default.</summary>
public sealed class ForwardOptions
{
    public const string Section = "Audit:Forward";

    /// <summary>The policy that drops what a receiver did not take in time, and counts it.</summary>
    public const string Drop = "drop";

    /// <summary>The policy that refuses changes while a receiver does not take what is due.</summary>
    public const string Refuse = "refuse";

    /// <summary>
    /// A syslog server (RFC 5424): <c>udp://host:514</c>, <c>tcp://host:601</c> or <c>tls://host:6514</c>. Not set: none.
    /// </summary>
    public string? SyslogAddress { get; set; }

    /// <summary>
    /// An OpenTelemetry collector (OTLP over HTTP, JSON), without <c>/v1/logs</c>: <c>http://host:4318</c>. Not set: none.
    /// </summary>
    public string? OtlpEndpoint { get; set; }

    /// <summary>Where batches of events are posted as JSON. Not set: nowhere.</summary>
    public string? HttpUrl { get; set; }

    /// <summary>Key of the HMAC-SHA256 over each posted body, sent as <c>X-Audit-Signature: sha256=…</c>. Not set: none is sent.</summary>
    [SecretSetting]
    public string? HttpSecret { get; set; }

    /// <summary>
    /// What happens when a receiver does not take events for <see cref="MaxDelay"/>: <c>drop</c> leaves out for it what is older, counts
    /// it and says so; <c>refuse</c> refuses changes until it takes them. Events stay in the store either way.
    /// </summary>
    public string WhenDown { get; set; } = Drop;

    /// <summary>How long a receiver may be behind. 10 seconds to 30 days.</summary>
    public TimeSpan MaxDelay { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How often it is looked for new events. 100 ms to 1 minute.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(1);
}

internal sealed class ForwardOptionsValidator : IValidateOptions<ForwardOptions>
{
    public ValidateOptionsResult Validate(string? name, ForwardOptions options)
    {
        var problems = new ValidateOptionsResultBuilder();
        problems.Require(
            IsAddress(options.SyslogAddress, "udp", "tcp", "tls") && HasPort(options.SyslogAddress), "Audit:Forward:SyslogAddress",
            "must be udp://host:port, tcp://host:port or tls://host:port.");
        problems.Require(
            IsAddress(options.OtlpEndpoint, "http", "https"), "Audit:Forward:OtlpEndpoint", "must be an http or https address.");
        problems.Require(IsAddress(options.HttpUrl, "http", "https"), "Audit:Forward:HttpUrl", "must be an http or https address.");
        problems.Require(
            options.WhenDown is ForwardOptions.Drop or ForwardOptions.Refuse, "Audit:Forward:WhenDown", "must be drop or refuse.");
        problems.Range("Audit:Forward:MaxDelay", options.MaxDelay, TimeSpan.FromSeconds(10), TimeSpan.FromDays(30));
        problems.Range("Audit:Forward:Interval", options.Interval, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1));
        return problems.Build();
    }

    private static bool IsAddress(string? text, params string[] schemes) =>
        string.IsNullOrEmpty(text)
        || (Uri.TryCreate(text, UriKind.Absolute, out var address) && schemes.Contains(address.Scheme) && address.Host.Length > 0);

    private static bool HasPort(string? text) => string.IsNullOrEmpty(text) || new Uri(text).Port > 0;
}
