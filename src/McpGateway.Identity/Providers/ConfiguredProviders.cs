namespace McpGateway.Identity.Providers;

/// <summary>
/// The providers that the configuration describes, and what is wrong with it. Made at start, see <see cref="ProviderServices"/>.
/// </summary>
internal sealed class ConfiguredProviders
{
    public IReadOnlyList<ProviderDefinition> Definitions { get; set; } = [];

    public IReadOnlyList<string> Problems { get; set; } = [];
}
