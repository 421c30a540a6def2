using McpGateway.Foundation;
using Route = McpGateway.Proxy.Routing.Route;

namespace McpGateway.Access.Decisions;

/// <summary>
/// Port: whether a caller sees a server or an agent at all, whatever the rules say. It only narrows them; where nothing answers, everybody
/// does.
/// </summary>
public interface IServerSight
{
    bool Sees(Caller caller, Route route);

    /// <summary>What keeps it from the caller, for explanations; null for a caller who sees it.</summary>
    Hiding? HidingOf(Caller caller, Route route);
}

/// <summary>Why somebody does not see a server or agent.</summary>
/// <param name="By">Its visibility (<c>private</c>, <c>group-restricted</c>), or <c>permissions</c> that the caller lacks.</param>
/// <param name="Reason">One sentence for an administrator.</param>
public sealed record Hiding(string By, string Reason);
