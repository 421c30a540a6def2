using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;

namespace McpGateway.Core.Pins.Review;

/// <summary>What waits for a decision, of every server that the caller may modify.</summary>
public sealed class PinQueries(ServerQueries servers, ServerRepository repository, PinSettings pins)
{
    /// <param name="caller">Who asks.</param>
    /// <param name="includeRejected">Whether definitions that were rejected are answered, too.</param>
    /// <param name="cancellationToken">Ends the operation.</param>
    public async Task<IReadOnlyList<(ServerView Server, UnapprovedDefinition Definition)>> ListAsync(
        Caller caller, bool includeRejected, CancellationToken cancellationToken)
    {
        var tools = (await repository.ListToolsAsync(cancellationToken)).ToDictionary(
            static document => document.Key, static document => document.Value, StringComparer.Ordinal);
        return
        [
            .. from view in servers.Usable(caller).Concat(servers.UsableVersions(caller))
               where view.MayModify && tools.ContainsKey(view.Server.Key)
               from definition in ServerPins.Unapproved(tools[view.Server.Key], pins.For(view.Server))
               where includeRejected || definition.State != Proxy.Pins.PinState.Rejected
               select (view, definition),
        ];
    }
}
