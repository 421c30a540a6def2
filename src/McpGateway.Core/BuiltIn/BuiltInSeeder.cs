using McpGateway.Core.Registry.Servers;

namespace McpGateway.Core.BuiltIn;

/// <summary>Registers the built-in servers on the first start of a store.</summary>
public sealed class BuiltInSeeder(BuiltInServers registry, IEnumerable<BuiltInServer> servers)
{
    /// <summary>Registers what was never registered. Safe to call at every start and on several replicas at once.</summary>
    public async Task SeedAsync(CancellationToken cancellationToken)
    {
        foreach (var server in servers)
        {
            var registered = await registry.EnsureAsync(server, cancellationToken);
            if (!registered.IsSuccess)
            {
                throw new InvalidOperationException(
                    $"The built-in server {server.Path} could not be registered: {registered.Error.Detail}");
            }
        }
    }
}
