using McpGateway.Foundation;
using McpGateway.Proxy.Routing;

namespace McpGateway.Access.Decisions;

/// <summary>
/// Whether somebody is shown a server or agent at all, for explanations and reviews: the data plane refuses what rules allow and the caller
/// does not see. Asks what the data plane asks.
/// </summary>
public sealed class AccessVisibility(RouteTableHolder routes, IEnumerable<IServerSight> sights)
{
    private readonly IServerSight[] _sights = [.. sights];

    /// <param name="server">Name of a server or agent. What is not served hides from nobody.</param>
    public bool Sees(Caller caller, string server) => HidingOf(caller, server) is null;

    /// <summary>What rules decided, narrowed by what the caller sees.</summary>
    internal AccessExplanation Narrow(AccessExplanation explained, Caller caller) =>
        HidingOf(caller, explained.Server) is not { } hiding ? explained
        : explained with
        {
            Allowed = false,
            HiddenBy = hiding.By,
            Reason = explained.Allowed ? $"Rules allow it, but {hiding.Reason}" : explained.Reason,
        };

    private Hiding? HidingOf(Caller caller, string server)
    {
        if (routes.Current.Find("/" + server.Trim('/')) is not { } route)
        {
            return null;
        }

        foreach (var sight in _sights)
        {
            if (sight.HidingOf(caller, route) is { } hiding)
            {
                return hiding;
            }
        }

        return null;
    }
}
