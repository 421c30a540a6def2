using McpGateway.Foundation.Settings;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Admission.Webhooks;

/// <summary>
/// Deliveries of registry events, and one webhook that the environment configures. Each property can be set as <c>Webhooks:Name</c>; those
/// with a name in capitals below also under that name, which wins.
/// </summary>
public sealed class WebhookOptions
{
    public const string Section = "Webhooks";

    /// <summary><c>REGISTRATION_WEBHOOK_URL</c>: an address that hears every event. Unset: only webhooks that were made hear any.</summary>
    public string? Url { get; set; }

    /// <summary><c>REGISTRATION_WEBHOOK_AUTH_HEADER</c>: a header that is sent there, such as <c>Authorization</c>.</summary>
    public string? AuthHeader { get; set; }

    /// <summary><c>REGISTRATION_WEBHOOK_AUTH_TOKEN</c>: its value.</summary>
    [SecretSetting]
    public string? AuthToken { get; set; }

    /// <summary><c>REGISTRATION_WEBHOOK_SECRET</c>: the key of the signatures.</summary>
    [SecretSetting]
    public string? Secret { get; set; }

    /// <summary><c>REGISTRATION_WEBHOOK_TIMEOUT_SECONDS</c>: how long one answer may take. 100 ms to 1 minute.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a delivery is tried. 1 to 20.</summary>
    public int MaxAttempts { get; set; } = 6;

    /// <summary>How long to wait before the second attempt; grows fourfold each time. 10 ms to 1 hour.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Deliveries that may wait; more are dropped and counted in the log. 10 to 100,000.</summary>
    public int QueueLength { get; set; } = 1000;

    /// <summary>Whether webhooks may have private addresses.</summary>
    public bool AllowPrivateAddresses { get; set; } = true;
}

internal sealed class WebhookOptionsValidator : IValidateOptions<WebhookOptions>
{
    public ValidateOptionsResult Validate(string? name, WebhookOptions options)
    {
        var problems = new ValidateOptionsResultBuilder();
        if (!string.IsNullOrEmpty(options.Url)
            && (!Uri.TryCreate(options.Url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https")))
        {
            problems.AddError("REGISTRATION_WEBHOOK_URL (Webhooks:Url) must be an absolute address with http or https");
        }

        problems.Range(
            "REGISTRATION_WEBHOOK_TIMEOUT_SECONDS (Webhooks:Timeout)", options.Timeout, TimeSpan.FromMilliseconds(100),
            TimeSpan.FromMinutes(1));
        problems.Range("Webhooks:MaxAttempts", options.MaxAttempts, 1, 20);
        problems.Range("Webhooks:RetryDelay", options.RetryDelay, TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1));
        problems.Range("Webhooks:QueueLength", options.QueueLength, 10, 100_000);
        return problems.Build();
    }
}
