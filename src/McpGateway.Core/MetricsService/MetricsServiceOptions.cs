using McpGateway.Foundation.Settings;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.MetricsService;

/// <summary>The service that takes metrics which others send (<c>POST /metrics</c>), and gives all out as a SQLite file.</summary>
public sealed class MetricsServiceOptions
{
    public const string Section = "MetricsService";

    /// <summary>
    /// Keys of those who may send, each as <c>name=key</c>, separated by commas. A variable <c>METRICS_API_KEY_NAME</c> for each does the
    /// same. Without any, nothing is taken.
    /// </summary>
    [SecretSetting]
    public string? ApiKeys { get; set; }

    /// <summary>For how many days what was sent is kept. 1 to 3,650.</summary>
    public int RetentionDays { get; set; } = 90;

    /// <summary>Requests that one key may send in a minute. 1 to 1,000,000.</summary>
    public int RateLimit { get; set; } = 1_000;
}

internal sealed class MetricsServiceOptionsValidator : IValidateOptions<MetricsServiceOptions>
{
    public ValidateOptionsResult Validate(string? name, MetricsServiceOptions options)
    {
        var problems = new ValidateOptionsResultBuilder();
        problems.Range("MetricsService:RetentionDays", options.RetentionDays, 1, 3_650);
        problems.Range("MetricsService:RateLimit", options.RateLimit, 1, 1_000_000);
        problems.Require(
            MetricsKeys.Read(options.ApiKeys) is not null, "MetricsService:ApiKeys",
            "must be pairs such as auth-server=KEY, separated by commas, with keys of at least 16 characters.");
        return problems.Build();
    }
}
