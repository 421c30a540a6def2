using System.Text.Json.Serialization;
using McpGateway.Core.Registry.Servers;

namespace McpGateway.Core.Health;

/// <summary>What the last check of a server found (kind <c>server_health</c>, key = the server's key).</summary>
/// <param name="Status">Raw status string of the contract: <c>healthy</c>, <c>unhealthy: timeout</c>, <c>checking</c>, …</param>
/// <param name="LastChecked">When the check ended; null before the first one.</param>
public sealed record HealthRecord(string Status, DateTimeOffset? LastChecked)
{
    /// <summary>When <see cref="Status"/> last became something else.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>How long the server took to answer the last check; the whole check where that is not known.</summary>
    public TimeSpan? Latency { get; init; }

    [JsonIgnore]
    public CheckFinding Finding { get; init; } = CheckFinding.None;

    /// <summary>As stored, of <see cref="Finding"/>; and so are the next two.</summary>
    public string? Reason
    {
        get => Finding.Reason;
        init => Finding = Finding with { Reason = value };
    }

    public bool NeedsCredentials
    {
        get => Finding.NeedsCredentials;
        init => Finding = Finding with { NeedsCredentials = value };
    }

    public string? FinalAddress
    {
        get => Finding.FinalAddress;
        init => Finding = Finding with { FinalAddress = value };
    }

    /// <summary>Whether the check found the server up: <c>healthy</c> or <c>healthy-auth-expired</c>.</summary>
    public bool IsRoutable => Status is "healthy" or "healthy-auth-expired";
}
