using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;

namespace McpGateway.Core.Health.Push;

/// <summary>
/// What one caller sees of health, which is what the registry shows it: the servers of its list, and of their tools those that it may call.
/// </summary>
internal sealed class HealthVisibility(ServerCatalog catalog, ServerAuthorization guard)
{
    /// <returns>Null for a server that the caller may not see.</returns>
    public ServerHealthState? For(Caller caller, ServerHealthState state)
    {
        if (!catalog.Current.TryGetValue(state.Key, out var entry) || !guard.MaySee(caller, entry.Server))
        {
            return null;
        }

        var mayCall = guard.ToolFilter(caller, entry.Server);
        return entry.Tools is { } tools ? state with { Tools = tools.Count(tool => mayCall(tool.Name)) } : state;
    }
}
