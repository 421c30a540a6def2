using Microsoft.Extensions.Options;

namespace McpGateway.Identity.Providers;

/// <summary>The configured identity providers.</summary>
internal sealed class ProviderCatalog(IOptions<ConfiguredProviders> options)
{
    public IReadOnlyList<ProviderDefinition> All => options.Value.Definitions;

    public ProviderDefinition? Find(string? name) => All.FirstOrDefault(provider => provider.Name == name);
}
