using McpGateway.Foundation;
using Route = McpGateway.Proxy.Routing.Route;

namespace McpGateway.Access.Decisions;

/// <summary>
/// Port: whether a caller sees a server at all, whatever the rules say. It only narrows them; where nothing answers, everybody does.
/// </summary>
public interface IServerSight
{
    bool Sees(Caller caller, Route route);
}
