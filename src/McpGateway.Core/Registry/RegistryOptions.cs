using McpGateway.Foundation.Settings;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Registry;

/// <summary>
/// What the registry publishes about itself. Each property can be set as <c>Registry:Name</c>; those with a name in capitals below also
/// under that name, which wins.
/// </summary>
public sealed class RegistryOptions
{
    public const string Section = "Registry";

    /// <summary>
    /// <c>ENABLE_WELLKNOWN_DISCOVERY</c>: whether <c>GET /.well-known/mcp-servers</c> tells anybody the names, descriptions and gateway
    /// addresses of the enabled servers. Tools are shown to authenticated callers only.
    /// </summary>
    public bool EnableWellKnownDiscovery { get; set; } = true;

    /// <summary><c>WELLKNOWN_CACHE_TTL</c>: seconds that the discovery document may be cached, 0 to 86400.</summary>
    public int WellKnownCacheTtl { get; set; } = 300;

    /// <summary>
    /// <c>WELLKNOWN_SUPPORT</c>: whom users of this gateway write to, an address or a URL, as the discovery document states it. Unset:
    /// nobody is named.
    /// </summary>
    public string? SupportContact { get; set; }

    /// <summary>
    /// Name of a scope that anybody reads <c>/v0.1</c> with, without a credential, as editors do: they see the servers that the scope may
    /// use, and learn nothing else. Unset: reading needs a credential.
    /// </summary>
    public string? PublicScope { get; set; }

    /// <summary><c>BUILD_VERSION</c>: what <c>GET /api/version</c> answers; the assembly's version when unset.</summary>
    public string? BuildVersion { get; set; }

    /// <summary>Values that could not be read, for the validator. Not bound.</summary>
    internal IList<string> Unreadable { get; } = [];
}

internal sealed class RegistryOptionsValidator : IValidateOptions<RegistryOptions>
{
    public ValidateOptionsResult Validate(string? name, RegistryOptions options)
    {
        var problems = new ValidateOptionsResultBuilder();
        foreach (var problem in options.Unreadable)
        {
            problems.AddError(problem);
        }

        problems.Range("WELLKNOWN_CACHE_TTL (Registry:WellKnownCacheTtl)", options.WellKnownCacheTtl, 0, 86400);
        return problems.Build();
    }
}
