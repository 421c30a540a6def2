using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;

namespace McpGateway.Core.Pins.Review;

/// <summary>What waits for a decision, of every server that the caller may modify.</summary>
public sealed class PinQueries(ServerQueries servers)
{
    /// <param name="caller">Who asks.</param>
    /// <param name="includeRejected">Whether definitions that were rejected are answered, too.</param>
    /// <param name="cancellationToken">Ends the operation.</param>
    public async Task<IReadOnlyList<(ServerView Server, UnapprovedDefinition Definition)>> ListAsync(
        Caller caller, bool includeRejected, CancellationToken cancellationToken)
    {
        var all = new List<(ServerView, UnapprovedDefinition)>();
        foreach (var details in await servers.ListEveryVersionAsync(caller, cancellationToken))
        {
            all.AddRange(
                from definition in details.Unapproved
                where includeRejected || definition.State != Proxy.Pins.PinState.Rejected
                select (details.View, definition));
        }

        return all;
    }
}
