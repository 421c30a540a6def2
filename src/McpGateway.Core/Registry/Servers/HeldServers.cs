namespace McpGateway.Core.Registry.Servers;

/// <summary>Waits for servers that are new.</summary>
public sealed class HeldServers(ServerCatalog catalog, TimeProvider time) : HoldWaiter(ServerRepository.Servers.Name, time)
{
    public bool IsHeld(string key) => catalog.Find(key) is { Rules.IsHeld: true };

    /// <summary>What lists nothing is not scanned soon.</summary>
    protected override bool Waits(string key) =>
        catalog.Find(key) is { Rules.IsHeld: true, Server.IsEnabled: true, IsDiscovered: true };
}
