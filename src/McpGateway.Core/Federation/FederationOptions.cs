using McpGateway.Foundation.Settings;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Federation;

/// <summary>
/// What sources are bounded by, and the sources that the environment configures until a configuration is stored. Each property can be set
/// as <c>Federation:Name</c>; those with a name in capitals below also under that name, which wins.
/// </summary>
public sealed class FederationOptions
{
    public const string Section = "Federation";

    /// <summary>The public MCP registry.</summary>
    public const string PublicRegistry = "https://registry.modelcontextprotocol.io";

    /// <summary><c>ANTHROPIC_REGISTRY_ENABLED</c>: whether the public MCP registry is a source while no configuration is stored.</summary>
    public bool AnthropicRegistryEnabled { get; set; }

    /// <summary><c>FEDERATION_CONFIG_PATH</c>: a JSON file in the contract's form that counts while no configuration is stored.</summary>
    public string? ConfigPath { get; set; }

    /// <summary>The directory whose files may be sources; unset: none.</summary>
    public string? FilesDirectory { get; set; }

    /// <summary><c>ASOR_HOSTNAME</c>: the Workday host that gives out tokens.</summary>
    public string? AsorHostname { get; set; }

    /// <summary><c>ASOR_TENANT_NAME</c>: the Workday tenant.</summary>
    public string? AsorTenantName { get; set; }

    /// <summary><c>WORKDAY_TOKEN_URL</c>: where tokens are had; from host and tenant when unset.</summary>
    public string? AsorTokenUrl { get; set; }

    /// <summary><c>ASOR_CLIENT_ID</c>: the gateway's client in Workday.</summary>
    public string? AsorClientId { get; set; }

    /// <summary><c>ASOR_CLIENT_SECRET</c>: its secret.</summary>
    [SecretSetting]
    public string? AsorClientSecret { get; set; }

    /// <summary><c>ASOR_ACCESS_TOKEN</c>: a token to begin with.</summary>
    [SecretSetting]
    public string? AsorAccessToken { get; set; }

    /// <summary><c>ASOR_REFRESH_TOKEN</c>: has new tokens without anybody's consent.</summary>
    [SecretSetting]
    public string? AsorRefreshToken { get; set; }

    /// <summary>Items that one source may have. 1 to 1,000,000.</summary>
    public int MaxItems { get; set; } = 50_000;

    /// <summary>Bytes of one answer of a source. 1 KiB to 64 MiB.</summary>
    public int MaxPageBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>How long one answer may take. 1 s to 5 minutes.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long one run may take. 1 minute to 1 day.</summary>
    public TimeSpan MaxRunTime { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>The pause before a failed page is asked for again; it doubles. 0 to 1 minute.</summary>
    public TimeSpan RetryPause { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>After how long everything is read again, although changes would do. 1 minute to 30 days.</summary>
    public TimeSpan FullReadAfter { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Whether sources may have private addresses; follows <c>Routing:AllowPrivateUpstreams</c>. Not bound.</summary>
    internal bool AllowPrivateAddresses { get; set; } = true;

    /// <summary>Values that could not be read, for the validator. Not bound.</summary>
    internal IList<string> Unreadable { get; } = [];
}

internal sealed class FederationOptionsValidator : IValidateOptions<FederationOptions>
{
    public ValidateOptionsResult Validate(string? name, FederationOptions options)
    {
        var problems = new ValidateOptionsResultBuilder();
        foreach (var problem in options.Unreadable)
        {
            problems.AddError(problem);
        }

        problems.Range("Federation:MaxItems", options.MaxItems, 1, 1_000_000);
        problems.Range("Federation:MaxPageBytes", options.MaxPageBytes, 1024, 64 * 1024 * 1024);
        problems.Range("Federation:RequestTimeout", options.RequestTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));
        problems.Range("Federation:MaxRunTime", options.MaxRunTime, TimeSpan.FromMinutes(1), TimeSpan.FromDays(1));
        problems.Range("Federation:RetryPause", options.RetryPause, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        problems.Range("Federation:FullReadAfter", options.FullReadAfter, TimeSpan.FromMinutes(1), TimeSpan.FromDays(30));
        return problems.Build();
    }
}
