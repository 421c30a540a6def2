using System.Net;
using McpGateway.Foundation.Settings;
using Microsoft.Extensions.Options;

namespace McpGateway.Host.Observability;

/// <summary>Who gets metrics, and how (docs/guides/observability.md).</summary>
internal sealed class MetricsOptions
{
    public const string Section = "Metrics";

    /// <summary>Whether there are metrics at all: <c>/metrics</c>, a port of their own, and pushing.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>
    /// Whether everything is counted from the moment at which the gateway listens. Otherwise counting begins with the first scrape, and
    /// costs nothing before; where a port is set or metrics are pushed, it begins at start all the same.
    /// </summary>
    public bool AtStart { get; set; } = true;

    /// <summary>
    /// A port of its own for <c>/metrics</c>, without authentication: let only the scraper reach it. 0 takes any free port; nothing set,
    /// the default, means none. 0 to 65535.
    /// </summary>
    public int? Port { get; set; }

    /// <summary>The address that this port is opened on; <c>*</c> is every address of the machine.</summary>
    public string Address { get; set; } = "*";

    /// <summary>
    /// What a scraper sends to <c>/metrics</c> of the gateway's own port as a bearer token, at least 16 characters. Administrators need
    /// none.
    /// </summary>
    [SecretSetting]
    public string? Token { get; set; }

    /// <summary>
    /// Addresses or networks, such as <c>10.1.0.0/16</c>, that read <c>/metrics</c> of the gateway's own port without a token.
    /// </summary>
    public IList<string> AllowedNetworks { get; } = [];

    /// <summary>
    /// Combinations of labels of one metric; what comes beyond is counted together (<c>otel_metric_overflow</c>). 100 to 1,000,000.
    /// </summary>
    public int MaxSeries { get; set; } = 10_000;

    /// <summary>How often metrics are pushed where <c>Otlp:Endpoint</c> is set. 1 second to 1 hour.</summary>
    public TimeSpan PushInterval { get; set; } = TimeSpan.FromSeconds(30);
}

internal sealed class MetricsOptionsValidator : IValidateOptions<MetricsOptions>
{
    private const int ShortestToken = 16;

    public ValidateOptionsResult Validate(string? name, MetricsOptions options)
    {
        var problems = new ValidateOptionsResultBuilder();
        if (options.Port is { } port)
        {
            problems.Range("Metrics:Port (OTEL_PROMETHEUS_PORT)", port, 0, ushort.MaxValue);
        }

        problems.Require(
            options.Address is "*" or "localhost" || IPAddress.TryParse(options.Address, out _),
            "Metrics:Address", "must be *, localhost or an IP address.");
        problems.Require(
            string.IsNullOrEmpty(options.Token) || options.Token.Length >= ShortestToken,
            "Metrics:Token", $"must have at least {ShortestToken} characters.");
        foreach (var network in options.AllowedNetworks)
        {
            problems.Require(
                IPNetwork.TryParse(network, out _) || IPAddress.TryParse(network, out _),
                "Metrics:AllowedNetworks", $"has '{network}': it must be addresses or networks such as 10.1.0.0/16.");
        }

        problems.Range("Metrics:MaxSeries", options.MaxSeries, 100, 1_000_000);
        problems.Range("Metrics:PushInterval", options.PushInterval, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        return problems.Build();
    }
}
